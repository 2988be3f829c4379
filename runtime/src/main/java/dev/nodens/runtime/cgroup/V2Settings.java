package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.BlockIo;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.ThrottleDevice;
import dev.nodens.runtime.spec.LinuxResources.WeightDevice;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a Spec's resources are in cgroup v2 (Documentation/admin-guide/cgroup-v2.rst). The Spec's words are v1's. */
final class V2Settings {

    /** Files of the core that a Spec may write; the others belong to the runtime. */
    private static final Set<String> CORE_FILES =
            Set.of("cgroup.max.depth", "cgroup.max.descendants", "cgroup.pressure", "cgroup.subtree_control");

    /** The controller, or {@code cgroup}, and what of it. */
    private static final Pattern FILE = Pattern.compile("[a-z0-9_]+\\.[A-Za-z0-9_.]+");

    private V2Settings() {}

    /**
     * The writes for all resources but the devices, which v2 leaves to an eBPF program. What v2 has no word for is left out;
     * {@link ResourceWarnings} tells of it.
     *
     * @param now what a control file says, where half of it stays as it is
     */
    static List<Setting> of(LinuxResources resources, Function<String, Optional<String>> now) {
        return Stream.of(
                        memory(resources.memory(), now),
                        cpu(resources.cpu(), now),
                        pids(resources.pids()),
                        blockIo(resources.blockIO()),
                        hugepages(resources),
                        Rdma.settings(resources.rdma()),
                        unified(resources))
                .flatMap(settings -> settings)
                .toList();
    }

    private static Stream<Setting> memory(@Nullable Memory memory, Function<String, Optional<String>> now) {
        if (memory == null) {
            return Stream.empty();
        }
        Stream.Builder<Setting> settings = Stream.builder();
        long limit = Conversion.orZero(memory.limit());
        long reservation = Conversion.orZero(memory.reservation());
        long both = Conversion.orZero(memory.swap());
        long swap = Conversion.swapWithoutMemory(limit == 0 && both > 0 ? limitNow(now) : limit, both);
        if (limit != 0) {
            settings.add(Setting.limit("memory.max", limit));
        }
        if (reservation != 0) {
            settings.add(Setting.limit("memory.low", reservation));
        }
        if (swap != Conversion.UNSET) {
            Setting setting = Setting.limit("memory.swap.max", swap);
            // a kernel that doesn't count swap has nothing to lift, and none to deny
            settings.add(swap > 0 ? setting : setting.orSkip());
        }
        return settings.build();
    }

    private static long limitNow(Function<String, Optional<String>> now) {
        return now.apply("memory.max")
                .filter(text -> !text.equals("max"))
                .map(Long::valueOf)
                .orElse(-1L);
    }

    private static Stream<Setting> cpu(@Nullable Cpu cpu, Function<String, Optional<String>> now) {
        if (cpu == null) {
            return Stream.empty();
        }
        Stream.Builder<Setting> settings = Stream.builder();
        if (cpu.idle() != null) {
            settings.add(Setting.of("cpu.idle", cpu.idle()));
        }
        Conversion.given(cpu.shares())
                .ifPresent(shares -> settings.add(Setting.of("cpu.weight", Conversion.weightOfShares(shares))));
        maximum(cpu, now).ifPresent(maximum -> settings.add(Setting.of("cpu.max", maximum)));
        if (cpu.burst() != null) {
            settings.add(Setting.of("cpu.max.burst", cpu.burst()));
        }
        if (cpu.cpus() != null) {
            settings.add(Setting.of("cpuset.cpus", cpu.cpus()));
        }
        if (cpu.mems() != null) {
            settings.add(Setting.of("cpuset.mems", cpu.mems()));
        }
        return settings.build();
    }

    /** The kernel takes a quota without a period and leaves the period as it is, but no period without a quota. */
    private static Optional<String> maximum(Cpu cpu, Function<String, Optional<String>> now) {
        Optional<String> quota = Conversion.given(cpu.quota()).map(given -> given < 0 ? "max" : given.toString());
        Optional<Long> period = Conversion.given(cpu.period());
        if (period.isEmpty()) {
            return quota;
        }
        String kept = quota.orElseGet(
                () -> now.apply("cpu.max").map(text -> text.split(" ")[0]).orElse("max"));
        return Optional.of(kept + " " + period.get());
    }

    private static Stream<Setting> pids(LinuxResources.@Nullable Pids pids) {
        return pids == null || pids.limit() == null
                ? Stream.empty()
                : Stream.of(Setting.of("pids.max", Conversion.pidsMaximum(pids.limit())));
    }

    private static Stream<Setting> blockIo(@Nullable BlockIo io) {
        if (io == null) {
            return Stream.empty();
        }
        Stream<Setting> weight =
                io.weight() == null || io.weight() == 0 ? Stream.empty() : Stream.of(weight("", io.weight()));
        return Stream.of(
                        weight,
                        io.weightDevice().stream().flatMap(V2Settings::deviceWeight),
                        throttle(io.throttleReadBpsDevice(), "rbps"),
                        throttle(io.throttleWriteBpsDevice(), "wbps"),
                        throttle(io.throttleReadIOPSDevice(), "riops"),
                        throttle(io.throttleWriteIOPSDevice(), "wiops"))
                .flatMap(settings -> settings);
    }

    private static Stream<Setting> deviceWeight(WeightDevice device) {
        return device.weight() == null
                ? Stream.empty()
                : Stream.of(weight(device.major() + ":" + device.minor() + " ", device.weight()));
    }

    /** The BFQ scheduler has the Spec's scale, the controller's own weight has another; which file is there tells. */
    private static Setting weight(String device, int weight) {
        return Setting.of("io.bfq.weight", device + weight)
                .orElse(Setting.of("io.weight", device + Conversion.ioWeight(weight)));
    }

    private static Stream<Setting> throttle(List<ThrottleDevice> devices, String key) {
        return devices.stream()
                .map(device -> Setting.of(
                        "io.max",
                        device.major() + ":" + device.minor() + " " + key + "="
                                + (device.rate() == 0 ? "max" : Long.toUnsignedString(device.rate()))));
    }

    /** The second file counts pages when they are reserved: mmap fails then, instead of a SIGBUS later. */
    private static Stream<Setting> hugepages(LinuxResources resources) {
        return resources.hugepageLimits().stream().flatMap(limit -> {
            String prefix = "hugetlb." + Conversion.pageSize(limit.pageSize());
            String bytes = Long.toUnsignedString(limit.limit());
            return Stream.of(
                    Setting.of(prefix + ".max", bytes),
                    Setting.of(prefix + ".rsvd.max", bytes).orSkip());
        });
    }

    private static Stream<Setting> unified(LinuxResources resources) {
        return resources.unified().entrySet().stream().flatMap(entry -> {
            String file = entry.getKey();
            if (!FILE.matcher(file).matches()) {
                throw Refusal.invalid("unified", file, "must be the name of a control file such as \"memory.high\"");
            }
            if (file.startsWith("cgroup.") && !CORE_FILES.contains(file)) {
                throw Refusal.invalid("unified", file, "must not be a file that the runtime itself writes");
            }
            return entry.getValue().lines().map(line -> Setting.of(file, line));
        });
    }
}
