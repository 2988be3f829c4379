package dev.nodens.runtime.cgroup;

import static dev.nodens.runtime.ContainerStats.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.ContainerStats.BlockIo;
import dev.nodens.runtime.ContainerStats.Cpu;
import dev.nodens.runtime.ContainerStats.CpuTime;
import dev.nodens.runtime.ContainerStats.Cpuset;
import dev.nodens.runtime.ContainerStats.Memory;
import dev.nodens.runtime.ContainerStats.Pids;
import dev.nodens.runtime.ContainerStats.Pressure;
import dev.nodens.runtime.ContainerStats.Stall;
import dev.nodens.runtime.ContainerStats.Throttling;
import dev.nodens.runtime.ContainerStats.Transfer;
import dev.nodens.runtime.ContainerStats.Use;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private static final String PRESSURE =
            "some avg10=1.50 avg60=0.20 avg300=0.01 total=700\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=5";

    private static final Map<String, String> V2 = Map.ofEntries(
            Map.entry(
                    "cpu.stat",
                    "usage_usec 30\nuser_usec 20\nsystem_usec 10\nnr_periods 4\nnr_throttled 2\nthrottled_usec 9"),
            Map.entry("cpu.pressure", PRESSURE),
            Map.entry("cpuset.cpus.effective", "0-2,7"),
            Map.entry("cpuset.mems.effective", "0"),
            Map.entry("memory.current", "1000"),
            Map.entry("memory.peak", "1500"),
            Map.entry("memory.max", "4096"),
            Map.entry("memory.events", "low 0\nhigh 0\nmax 3\noom 1\noom_kill 1"),
            Map.entry("memory.swap.current", "50"),
            Map.entry("memory.swap.max", "max"),
            Map.entry("memory.stat", "anon 600\nfile 400\nkernel 80\nsock 7"),
            Map.entry("pids.current", "5"),
            Map.entry("pids.max", "max"),
            Map.entry("io.stat", "8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n253:1 "),
            Map.entry("hugetlb.2MB.current", "2097152"),
            Map.entry("hugetlb.2MB.max", "4194304"),
            Map.entry("hugetlb.2MB.events", "max 6"));

    private static final Map<String, String> V1 = Map.ofEntries(
            Map.entry("cpuacct.usage", "300"),
            Map.entry("cpuacct.usage_user", "200"),
            Map.entry("cpuacct.usage_sys", "100"),
            Map.entry("cpuacct.usage_percpu", "100 200 "),
            Map.entry("cpuacct.usage_percpu_user", "80 120"),
            Map.entry("cpuacct.usage_percpu_sys", "20 80"),
            Map.entry("cpu.stat", "nr_periods 4\nnr_throttled 2\nthrottled_time 9"),
            Map.entry("cpuset.cpus", "0"),
            Map.entry("cpuset.sched_relax_domain_level", "-1"),
            Map.entry("memory.usage_in_bytes", "1000"),
            Map.entry("memory.max_usage_in_bytes", "1500"),
            Map.entry("memory.limit_in_bytes", "4096"),
            Map.entry("memory.failcnt", "3"),
            Map.entry("memory.stat", "cache 10\ntotal_cache 40"),
            Map.entry("blkio.throttle.io_service_bytes_recursive", "8:0 Read 10\n8:0 Write 20\nTotal 30"));

    private final V2Accounts v2 = new V2Accounts(name -> Optional.ofNullable(V2.get(name)), List.of("2MB"));
    private final V1Accounts v1 = new V1Accounts(name -> Optional.ofNullable(V1.get(name)), List.of());

    @Test
    void countsV2sMicrosecondsAsNanoseconds() {
        Pressure pressure = new Pressure(new Stall(1.5, 0.2, 0.01, 700), new Stall(0, 0, 0, 5));
        assertEquals(
                new Cpu(30_000, 20_000, 10_000, List.of(), new Throttling(4, 2, 9_000), Optional.of(pressure)),
                v2.cpu());
    }

    @Test
    void countsMemoryAndSwapTogetherOnV2AsTheSpecDoes() {
        Memory memory = v2.memory();
        assertEquals(new Use(1000, 1500, 4096, 3), memory.usage());
        assertEquals(new Use(1050, 0, UNLIMITED, 0), memory.withSwap());
        assertEquals(400, memory.cache());
        assertEquals(80, memory.kernel().usage());
    }

    @Test
    void readsTheOtherFilesOfV2() {
        assertEquals(new Cpuset(List.of(0, 1, 2, 7), List.of(0), Map.of()), v2.cpuset());
        assertEquals(new Pids(5, UNLIMITED), v2.pids());
        assertEquals(Map.of("2MB", new Use(2_097_152, 0, 4_194_304, 6)), v2.hugepages());
        BlockIo io = v2.blockIo();
        assertEquals(
                List.of(
                        new Transfer(8, 0, "Read", 10),
                        new Transfer(8, 0, "Write", 20),
                        new Transfer(8, 0, "Discard", 0)),
                io.bytes());
        assertEquals(new Transfer(8, 0, "Write", 2), io.operations().get(1));
    }

    @Test
    void readsTheFilesOfV1() {
        assertEquals(
                new Cpu(
                        300,
                        200,
                        100,
                        List.of(new CpuTime(100, 80, 20), new CpuTime(200, 120, 80)),
                        new Throttling(4, 2, 9),
                        Optional.empty()),
                v1.cpu());
        assertEquals(new Use(1000, 1500, 4096, 3), v1.memory().usage());
        assertEquals(40, v1.memory().cache());
        assertEquals(Map.of("sched_relax_domain_level", -1L), v1.cpuset().flags());
        assertEquals(
                List.of(new Transfer(8, 0, "Read", 10), new Transfer(8, 0, "Write", 20)),
                v1.blockIo().bytes());
    }

    @Test
    void takesEachControllerFromWhereItIsAndPressureFromV2() {
        HybridAccounts hybrid = new HybridAccounts(v1, v2, List.of("cpu", "cpuacct", "memory", "blkio")::contains);
        assertEquals(300, hybrid.cpu().total());
        assertEquals(v2.cpuPressure(), hybrid.cpu().pressure());
        assertEquals(v2.pids(), hybrid.pids());
        assertEquals(v2.hugepages(), hybrid.hugepages());
        assertEquals(40, hybrid.memory().cache());
    }

    @Test
    void hasNothingToTellOfControllersThatAreNotThere() {
        V2Accounts bare = new V2Accounts(_ -> Optional.empty(), List.of());
        assertEquals(new Use(0, 0, 0, 0), bare.memory().usage());
        assertEquals(Optional.empty(), bare.cpu().pressure());
        assertEquals(new BlockIo(List.of(), List.of(), Optional.empty()), bare.blockIo());
    }
}
