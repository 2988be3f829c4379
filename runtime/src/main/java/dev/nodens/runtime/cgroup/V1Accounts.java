package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.ContainerStats.BlockIo;
import dev.nodens.runtime.ContainerStats.Cpu;
import dev.nodens.runtime.ContainerStats.CpuTime;
import dev.nodens.runtime.ContainerStats.Cpuset;
import dev.nodens.runtime.ContainerStats.Memory;
import dev.nodens.runtime.ContainerStats.Pids;
import dev.nodens.runtime.ContainerStats.Throttling;
import dev.nodens.runtime.ContainerStats.Transfer;
import dev.nodens.runtime.ContainerStats.Use;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What the files of v1's hierarchies tell of a cgroup's use.
 *
 * @param files by name; that of the hierarchy whose controller the name starts with
 * @param pageSizes those of huge pages that the cgroup counts, such as {@code 2MB}
 */
record V1Accounts(Function<String, Optional<String>> files, List<String> pageSizes) implements Accounts {

    private static final List<String> CPUSET_FLAGS = List.of(
            "cpu_exclusive",
            "mem_hardwall",
            "mem_exclusive",
            "memory_migrate",
            "memory_spread_page",
            "memory_spread_slab",
            "memory_pressure",
            "sched_load_balance",
            "sched_relax_domain_level");

    @Override
    public Cpu cpu() {
        Map<String, Long> stat = file("cpu.stat").keyed();
        return new Cpu(
                file("cpuacct.usage").number(),
                file("cpuacct.usage_user").number(),
                file("cpuacct.usage_sys").number(),
                perCpu(),
                new Throttling(
                        stat.getOrDefault("nr_periods", 0L),
                        stat.getOrDefault("nr_throttled", 0L),
                        stat.getOrDefault("throttled_time", 0L)),
                Optional.empty());
    }

    private List<CpuTime> perCpu() {
        List<Long> total = file("cpuacct.usage_percpu").numbers();
        List<Long> user = file("cpuacct.usage_percpu_user").numbers();
        List<Long> system = file("cpuacct.usage_percpu_sys").numbers();
        // three reads: a processor that came online between them is left to the next look
        int known = Math.min(total.size(), Math.min(user.size(), system.size()));
        return IntStream.range(0, known)
                .mapToObj(i -> new CpuTime(total.get(i), user.get(i), system.get(i)))
                .toList();
    }

    @Override
    public Cpuset cpuset() {
        Map<String, Long> flags = new LinkedHashMap<>();
        for (String flag : CPUSET_FLAGS) {
            // sched_relax_domain_level can be -1
            files.apply("cpuset." + flag).map(Long::valueOf).ifPresent(value -> flags.put(flag, value));
        }
        return new Cpuset(file("cpuset.cpus").list(), file("cpuset.mems").list(), flags);
    }

    @Override
    public Memory memory() {
        Map<String, Long> stat = file("memory.stat").keyed();
        return new Memory(
                stat.getOrDefault("total_cache", stat.getOrDefault("cache", 0L)),
                use("memory"),
                use("memory.memsw"),
                use("memory.kmem"),
                use("memory.kmem.tcp"),
                stat,
                Optional.empty());
    }

    @Override
    public Pids pids() {
        return new Pids(file("pids.current").number(), file("pids.max").number());
    }

    /** Where BFQ schedules a device it counts what it has done; every device's throttling layer does otherwise. */
    @Override
    public BlockIo blockIo() {
        return new BlockIo(
                transfers("io_service_bytes_recursive"), transfers("io_serviced_recursive"), Optional.empty());
    }

    private List<Transfer> transfers(String file) {
        List<Transfer> byScheduler = transfersIn("blkio.bfq." + file);
        return byScheduler.isEmpty() ? transfersIn("blkio.throttle." + file) : byScheduler;
    }

    private List<Transfer> transfersIn(String file) {
        return file(file)
                .devices()
                .filter(line -> line.words().size() == 2)
                .map(line -> new Transfer(
                        line.major(),
                        line.minor(),
                        line.words().getFirst(),
                        Long.parseUnsignedLong(line.words().getLast())))
                .toList();
    }

    @Override
    public Map<String, Use> hugepages() {
        Map<String, Use> uses = new TreeMap<>();
        pageSizes.forEach(size -> uses.put(size, use("hugetlb." + size)));
        return uses;
    }

    private Use use(String prefix) {
        return new Use(
                file(prefix + ".usage_in_bytes").number(),
                file(prefix + ".max_usage_in_bytes").number(),
                file(prefix + ".limit_in_bytes").number(),
                file(prefix + ".failcnt").number());
    }

    private ControlFile file(String name) {
        return new ControlFile(files.apply(name));
    }
}
