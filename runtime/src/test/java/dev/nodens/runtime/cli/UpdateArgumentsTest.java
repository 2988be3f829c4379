package dev.nodens.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.Pids;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.TypeConversionException;

class UpdateArgumentsTest {

    @Command
    static final class Holder {
        @Mixin
        LimitArguments limits = new LimitArguments();
    }

    @Test
    void takesSizesWithTheSuffixesThatRuncTakes() {
        assertEquals(52_428_800, new ByteSize().convert("52428800"));
        assertEquals(52_428_800, new ByteSize().convert("50M"));
        assertEquals(52_428_800, new ByteSize().convert("50mb"));
        assertEquals(1_610_612_736, new ByteSize().convert("1.5 GiB"));
        assertEquals(3, new ByteSize().convert("3b"));
        assertEquals(-1, new ByteSize().convert("-1"));
        for (String wrong : List.of("", "M", "-2", "1e6", "50X", "9999999999P", "1..5k", "1  k")) {
            assertThrows(TypeConversionException.class, () -> new ByteSize().convert(wrong), wrong);
        }
    }

    @Test
    void leavesWhatIsNotGivenAsItIs() {
        LinuxResources limits =
                limits("--memory", "1k", "--cpu-quota", "-1", "--cpuset-cpus", "0-1", "--pids-limit", "0");
        assertEquals(new Memory(1024L, null, null, null, null, null, null, null, null), limits.memory());
        assertEquals(new Cpu(null, -1L, null, null, null, null, "0-1", null, null), limits.cpu());
        assertEquals(new Pids(0L), limits.pids());
        assertTrue(limits.devices().isEmpty());
    }

    @Test
    void knowsWhetherAnythingIsGiven() {
        assertFalse(parse().given());
        assertTrue(parse("--cpu-idle", "1").given());
        assertTrue(parse("--kernel-memory", "5M").given());
    }

    private static LinuxResources limits(String... arguments) {
        return parse(arguments).resources();
    }

    private static LimitArguments parse(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(arguments);
        return holder.limits;
    }
}
