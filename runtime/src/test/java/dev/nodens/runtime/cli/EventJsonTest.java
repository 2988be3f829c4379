package dev.nodens.runtime.cli;

import static dev.nodens.runtime.ContainerStats.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.ContainerEvent;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.ContainerStats.BlockIo;
import dev.nodens.runtime.ContainerStats.Counters;
import dev.nodens.runtime.ContainerStats.Cpu;
import dev.nodens.runtime.ContainerStats.CpuTime;
import dev.nodens.runtime.ContainerStats.Cpuset;
import dev.nodens.runtime.ContainerStats.Memory;
import dev.nodens.runtime.ContainerStats.NetworkInterface;
import dev.nodens.runtime.ContainerStats.Pids;
import dev.nodens.runtime.ContainerStats.Pressure;
import dev.nodens.runtime.ContainerStats.Stall;
import dev.nodens.runtime.ContainerStats.Throttling;
import dev.nodens.runtime.ContainerStats.Transfer;
import dev.nodens.runtime.ContainerStats.Use;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class EventJsonTest {

    private static final ContainerId ID = new ContainerId("web");

    @Test
    void writesStatsInRuncsShapeOnOneLine() {
        Stall stall = new Stall(0.5, 0, 0, 9);
        ContainerStats stats = new ContainerStats(
                new Cpu(
                        30,
                        20,
                        10,
                        List.of(new CpuTime(30, 20, 10)),
                        new Throttling(4, 2, 1),
                        Optional.of(new Pressure(stall, stall))),
                new Cpuset(List.of(0, 1), List.of(0), Map.of("cpu_exclusive", 0L)),
                new Memory(
                        5,
                        new Use(10, 20, 40, 1),
                        new Use(10, 0, UNLIMITED, 0),
                        new Use(0, 0, UNLIMITED, 0),
                        new Use(0, 0, UNLIMITED, 0),
                        Map.of("anon", 7L),
                        Optional.empty()),
                new Pids(3, UNLIMITED),
                new BlockIo(List.of(new Transfer(8, 0, "Read", 512)), List.of(), Optional.empty()),
                Map.of("2MB", new Use(0, 0, UNLIMITED, 0)),
                List.of(new NetworkInterface("eth0", new Counters(1, 2, 3, 4), new Counters(5, 6, 7, 8))));
        String psi = "{\"some\":{\"avg10\":0.5,\"avg60\":0.0,\"avg300\":0.0,\"total\":9},"
                + "\"full\":{\"avg10\":0.5,\"avg60\":0.0,\"avg300\":0.0,\"total\":9}}";
        assertEquals(
                "{\"type\":\"stats\",\"id\":\"web\",\"data\":{"
                        + "\"cpu\":{\"usage\":{\"total\":30,\"percpu\":[30],\"percpu_kernel\":[10],\"percpu_user\":[20],"
                        + "\"kernel\":10,\"user\":20},"
                        + "\"throttling\":{\"periods\":4,\"throttledPeriods\":2,\"throttledTime\":1},\"psi\":" + psi
                        + "},"
                        + "\"cpuset\":{\"cpus\":[0,1],\"mems\":[0],\"cpu_exclusive\":0},"
                        + "\"memory\":{\"cache\":5,\"usage\":{\"limit\":40,\"usage\":10,\"max\":20,\"failcnt\":1},"
                        + "\"swap\":{\"limit\":18446744073709551615,\"usage\":10,\"failcnt\":0},"
                        + "\"kernel\":{\"limit\":18446744073709551615,\"failcnt\":0},"
                        + "\"kernelTCP\":{\"limit\":18446744073709551615,\"failcnt\":0},\"raw\":{\"anon\":7}},"
                        + "\"pids\":{\"current\":3},"
                        + "\"blkio\":{\"ioServiceBytesRecursive\":[{\"major\":8,\"op\":\"Read\",\"value\":512}]},"
                        + "\"hugetlb\":{\"2MB\":{\"failcnt\":0}},\"intel_rdt\":{},"
                        + "\"network_interfaces\":[{\"Name\":\"eth0\",\"RxBytes\":1,\"RxPackets\":2,\"RxErrors\":3,"
                        + "\"RxDropped\":4,\"TxBytes\":5,\"TxPackets\":6,\"TxErrors\":7,\"TxDropped\":8}]}}",
                EventJson.of(ID, new ContainerEvent.Measured(stats)));
    }

    @Test
    void writesAnOutOfMemoryEventWithoutData() {
        assertEquals("{\"type\":\"oom\",\"id\":\"web\"}", EventJson.of(ID, new ContainerEvent.OutOfMemory()));
    }

    @Test
    void takesIntervalsAsRuncsCallersWriteThem() {
        assertEquals(Duration.ofMillis(100), new DurationArgument().convert("100ms"));
        assertEquals(Duration.ofSeconds(90), new DurationArgument().convert("1m30s"));
        for (String wrong : List.of("", "0s", "5", "5 s", "-1s", "s", "1s5")) {
            assertThrows(TypeConversionException.class, () -> new DurationArgument().convert(wrong), wrong);
        }
    }
}
