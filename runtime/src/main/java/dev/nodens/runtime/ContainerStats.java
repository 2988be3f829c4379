package dev.nodens.runtime;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a container uses, as its cgroup and its network namespace count it. Times are nanoseconds, sizes bytes. What nobody
 * counts on this host (a controller that is not there) is 0 or empty.
 *
 * @param hugepages by page size such as {@code 2MB}
 * @param interfaces those of the container's own network namespace; empty where it has none of its own
 */
public record ContainerStats(
        Cpu cpu,
        Cpuset cpuset,
        Memory memory,
        Pids pids,
        BlockIo blockIo,
        Map<String, Use> hugepages,
        List<NetworkInterface> interfaces) {

    /** A limit that there is not. */
    public static final long UNLIMITED = -1;

    public ContainerStats {
        hugepages = sorted(hugepages);
        interfaces = List.copyOf(interfaces);
    }

    /**
     * Processor time.
     *
     * @param perCpu by processor; empty on cgroup v2, which does not count so
     */
    public record Cpu(
            long total,
            long user,
            long system,
            List<CpuTime> perCpu,
            Throttling throttling,
            Optional<Pressure> pressure) {

        public Cpu {
            perCpu = List.copyOf(perCpu);
        }
    }

    /** Of one processor. */
    public record CpuTime(long total, long user, long system) {}

    /** How often its quota was used up before the period's end, and for how long it then waited. */
    public record Throttling(long periods, long throttledPeriods, long throttledTime) {}

    /**
     * The processors and memory nodes that it may use.
     *
     * @param flags cgroup v1's switches by the names of their files, without {@code cpuset.}
     */
    public record Cpuset(List<Integer> cpus, List<Integer> mems, Map<String, Long> flags) {

        public Cpuset {
            cpus = List.copyOf(cpus);
            mems = List.copyOf(mems);
            flags = sorted(flags);
        }
    }

    /**
     * @param cache of files
     * @param withSwap memory and swap together, as the Spec's {@code memory.swap} counts
     * @param raw {@code memory.stat}
     */
    public record Memory(
            long cache,
            Use usage,
            Use withSwap,
            Use kernel,
            Use kernelTcp,
            Map<String, Long> raw,
            Optional<Pressure> pressure) {

        public Memory {
            raw = sorted(raw);
        }
    }

    /**
     * @param limit {@link #UNLIMITED} = none
     * @param failures how often the limit was met
     */
    public record Use(long usage, long peak, long limit, long failures) {}

    /**
     * @param limit {@link #UNLIMITED} = none
     */
    public record Pids(long current, long limit) {}

    public record BlockIo(List<Transfer> bytes, List<Transfer> operations, Optional<Pressure> pressure) {

        public BlockIo {
            bytes = List.copyOf(bytes);
            operations = List.copyOf(operations);
        }
    }

    /**
     * Of one block device.
     *
     * @param operation {@code Read}, {@code Write} and so on
     */
    public record Transfer(long major, long minor, String operation, long value) {}

    /** Pressure stall information: how much of the time some or all processes waited for it. */
    public record Pressure(Stall some, Stall full) {}

    /** Averages are percent of the last 10, 60 and 300 seconds; {@code total} is microseconds. */
    public record Stall(double avg10, double avg60, double avg300, long total) {}

    public record NetworkInterface(String name, Counters received, Counters transmitted) {}

    public record Counters(long bytes, long packets, long errors, long dropped) {}

    /** These, with the interfaces beside them. */
    public ContainerStats with(List<NetworkInterface> found) {
        return new ContainerStats(cpu, cpuset, memory, pids, blockIo, hugepages, found);
    }

    private static <T> Map<String, T> sorted(Map<String, T> figures) {
        return Collections.unmodifiableMap(new TreeMap<>(figures));
    }
}
