package dev.nodens.runtime.explain;

import dev.nodens.runtime.explain.Explanation.Line;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.BlockIo;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.ThrottleDevice;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Rlimit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Limits in units for people. */
final class LimitWords {

    private static final long DEFAULT_PERIOD = 100_000;
    private static final long DEFAULT_SHARES = 1024;

    private LimitWords() {}

    static List<Line> of(@Nullable Process process, @Nullable LinuxResources resources) {
        Stream<Line> ofCgroup = resources == null ? Stream.empty() : ofCgroup(resources);
        Stream<Line> ofProcess =
                process == null ? Stream.empty() : process.rlimits().stream().map(LimitWords::rlimit);
        return Stream.concat(ofCgroup, ofProcess).toList();
    }

    private static Stream<Line> ofCgroup(LinuxResources resources) {
        return Stream.of(
                        memory(resources.memory()),
                        cpu(resources.cpu()),
                        pids(resources.pids()),
                        io(resources.blockIO()),
                        resources.hugepageLimits().stream()
                                .map(page -> new Line(
                                        "huge pages of " + page.pageSize(), "at most " + Units.bytes(page.limit()))),
                        resources.unified().entrySet().stream()
                                .map(entry -> new Line(entry.getKey(), "= " + entry.getValue())))
                .flatMap(lines -> lines);
    }

    private static Stream<Line> memory(@Nullable Memory memory) {
        if (memory == null) {
            return Stream.empty();
        }
        return Stream.of(
                        bytes("memory", "at most ", memory.limit()),
                        bytes("memory and swap", "at most ", memory.swap()),
                        bytes("memory kept", "reclaimed last up to ", memory.reservation()),
                        Boolean.TRUE.equals(memory.disableOOMKiller())
                                ? Stream.of(new Line("out of memory", "it waits instead of being killed"))
                                : Stream.<Line>empty())
                .flatMap(lines -> lines);
    }

    private static Stream<Line> bytes(String what, String words, @Nullable Long bytes) {
        if (bytes == null || bytes == 0) {
            return Stream.empty();
        }
        return Stream.of(new Line(what, bytes < 0 ? "no limit" : words + Units.bytes(bytes)));
    }

    private static Stream<Line> cpu(@Nullable Cpu cpu) {
        if (cpu == null) {
            return Stream.empty();
        }
        Stream.Builder<Line> lines = Stream.builder();
        if (cpu.quota() != null && cpu.quota() > 0) {
            long period = cpu.period() == null || cpu.period() == 0 ? DEFAULT_PERIOD : cpu.period();
            lines.add(new Line(
                    "processor time",
                    "at most that of " + Units.decimal((double) cpu.quota() / period) + " processors ("
                            + Units.micros(cpu.quota()) + " in every " + Units.micros(period) + ")"));
        }
        if (cpu.shares() != null && cpu.shares() != 0) {
            lines.add(new Line(
                    "processor weight",
                    cpu.shares() + ", where " + DEFAULT_SHARES + " is the usual, when others want to run too"));
        }
        if (cpu.cpus() != null) {
            lines.add(new Line("processors", cpu.cpus()));
        }
        if (cpu.mems() != null) {
            lines.add(new Line("memory nodes", cpu.mems()));
        }
        if (cpu.idle() != null && cpu.idle() == 1) {
            lines.add(new Line("idle", "it runs only where nobody else wants to"));
        }
        return lines.build();
    }

    private static Stream<Line> pids(LinuxResources.@Nullable Pids pids) {
        if (pids == null || pids.limit() == null) {
            return Stream.empty();
        }
        return Stream.of(new Line(
                "processes and threads", pids.limit() < 0 ? "no limit" : "at most " + Math.max(pids.limit(), 1)));
    }

    private static Stream<Line> io(@Nullable BlockIo io) {
        if (io == null) {
            return Stream.empty();
        }
        Stream<Line> weight = io.weight() == null || io.weight() == 0
                ? Stream.empty()
                : Stream.of(new Line("I/O weight", io.weight() + " of 10 to 1000"));
        return Stream.of(
                        weight,
                        rates("reads", "a second", true, io.throttleReadBpsDevice()),
                        rates("writes", "a second", true, io.throttleWriteBpsDevice()),
                        rates("reads", "operations a second", false, io.throttleReadIOPSDevice()),
                        rates("writes", "operations a second", false, io.throttleWriteIOPSDevice()))
                .flatMap(lines -> lines);
    }

    private static Stream<Line> rates(String what, String unit, boolean bytes, List<ThrottleDevice> devices) {
        return devices.stream()
                .map(device -> new Line(
                        what + " of " + device.major() + ":" + device.minor(),
                        device.rate() < 0 ? "no limit" : "at most " + figure(device.rate(), bytes) + " " + unit));
    }

    private static String figure(long rate, boolean bytes) {
        return bytes ? Units.bytes(rate) : Long.toString(rate);
    }

    private static Line rlimit(Rlimit limit) {
        String name = limit.type().replaceFirst("^RLIMIT_", "").toLowerCase(Locale.ROOT);
        String figure = limit.soft() == limit.hard()
                ? figure(limit.soft())
                : figure(limit.soft()) + ", which it may raise to " + figure(limit.hard());
        return new Line("rlimit " + name, figure);
    }

    private static String figure(long value) {
        return value == -1 ? "unlimited" : Long.toUnsignedString(value);
    }
}
