package dev.nodens.runtime.cgroup;

import static dev.nodens.runtime.ContainerStats.UNLIMITED;

import dev.nodens.runtime.ContainerStats.BlockIo;
import dev.nodens.runtime.ContainerStats.Cpu;
import dev.nodens.runtime.ContainerStats.Cpuset;
import dev.nodens.runtime.ContainerStats.Memory;
import dev.nodens.runtime.ContainerStats.Pids;
import dev.nodens.runtime.ContainerStats.Pressure;
import dev.nodens.runtime.ContainerStats.Throttling;
import dev.nodens.runtime.ContainerStats.Transfer;
import dev.nodens.runtime.ContainerStats.Use;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a v2 cgroup's files tell of its use.
 *
 * @param files by name
 * @param pageSizes those of huge pages that the cgroup counts, such as {@code 2MB}
 */
record V2Accounts(Function<String, Optional<String>> files, List<String> pageSizes) implements Accounts {

    private static final long NANOS_PER_MICRO = 1000;
    private static final Map<String, String> BYTES =
            new TreeMap<>(Map.of("rbytes", "Read", "wbytes", "Write", "dbytes", "Discard"));
    private static final Map<String, String> OPERATIONS =
            new TreeMap<>(Map.of("rios", "Read", "wios", "Write", "dios", "Discard"));

    @Override
    public Cpu cpu() {
        Map<String, Long> stat = file("cpu.stat").keyed();
        return new Cpu(
                micros(stat, "usage_usec"),
                micros(stat, "user_usec"),
                micros(stat, "system_usec"),
                List.of(),
                new Throttling(
                        stat.getOrDefault("nr_periods", 0L),
                        stat.getOrDefault("nr_throttled", 0L),
                        micros(stat, "throttled_usec")),
                cpuPressure());
    }

    @Override
    public Cpuset cpuset() {
        return new Cpuset(
                file("cpuset.cpus.effective").list(),
                file("cpuset.mems.effective").list(),
                Map.of());
    }

    @Override
    public Memory memory() {
        Map<String, Long> stat = file("memory.stat").keyed();
        Use memory = use("memory.current", "memory.peak", "memory.max", "memory.events");
        Use swap = use("memory.swap.current", "memory.swap.peak", "memory.swap.max", "memory.swap.events");
        long both =
                memory.limit() == UNLIMITED || swap.limit() == UNLIMITED ? UNLIMITED : memory.limit() + swap.limit();
        return new Memory(
                stat.getOrDefault("file", 0L),
                memory,
                // when each was highest need not have been the same moment
                new Use(memory.usage() + swap.usage(), 0, both, swap.failures()),
                new Use(stat.getOrDefault("kernel", 0L), 0, UNLIMITED, 0),
                new Use(stat.getOrDefault("sock", 0L), 0, UNLIMITED, 0),
                stat,
                memoryPressure());
    }

    @Override
    public Pids pids() {
        return new Pids(file("pids.current").number(), file("pids.max").number());
    }

    @Override
    public BlockIo blockIo() {
        return new BlockIo(transfers(BYTES), transfers(OPERATIONS), ioPressure());
    }

    @Override
    public Map<String, Use> hugepages() {
        Map<String, Use> uses = new TreeMap<>();
        for (String size : pageSizes) {
            String prefix = "hugetlb." + size;
            uses.put(size, use(prefix + ".current", prefix + ".peak", prefix + ".max", prefix + ".events"));
        }
        return uses;
    }

    Optional<Pressure> cpuPressure() {
        return file("cpu.pressure").pressure();
    }

    Optional<Pressure> memoryPressure() {
        return file("memory.pressure").pressure();
    }

    Optional<Pressure> ioPressure() {
        return file("io.pressure").pressure();
    }

    private Use use(String current, String peak, String limit, String events) {
        return new Use(
                file(current).number(),
                file(peak).number(),
                file(limit).number(),
                file(events).value("max"));
    }

    /** Lines such as {@code 8:0 rbytes=1 wbytes=2 …}, of which only the keys asked for are taken. */
    private List<Transfer> transfers(Map<String, String> operations) {
        return file("io.stat")
                .devices()
                .flatMap(line -> line.words().stream()
                        .map(word -> word.split("="))
                        .filter(pair -> pair.length == 2)
                        .flatMap(pair -> Stream.ofNullable(operations.get(pair[0]))
                                .map(operation -> new Transfer(
                                        line.major(), line.minor(), operation, Long.parseUnsignedLong(pair[1])))))
                .toList();
    }

    private static long micros(Map<String, Long> stat, String key) {
        return stat.getOrDefault(key, 0L) * NANOS_PER_MICRO;
    }

    private ControlFile file(String name) {
        return new ControlFile(files.apply(name));
    }
}
