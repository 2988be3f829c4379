package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.BlockIo;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.ThrottleDevice;
import dev.nodens.runtime.spec.LinuxResources.WeightDevice;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a Spec's resources are in cgroup v2 (Documentation/admin-guide/cgroup-v2.rst). The Spec's words are v1's. */
final class V2Settings {

    /** Files of the core that a Spec may write; the others belong to the runtime. */
    private static final Set<String> CORE_FILES =
            Set.of("cgroup.max.depth", "cgroup.max.descendants", "cgroup.pressure", "cgroup.subtree_control");

    private V2Settings() {}

    /** The writes for all resources but the devices, which v2 leaves to an eBPF program. */
    static List<Setting> of(LinuxResources resources) {
        refuseWhatV2Lacks(resources);
        return Stream.of(
                        memory(resources.memory()),
                        cpu(resources.cpu()),
                        pids(resources.pids()),
                        blockIo(resources.blockIO()),
                        hugepages(resources),
                        Rdma.settings(resources.rdma()),
                        unified(resources))
                .flatMap(settings -> settings)
                .toList();
    }

    private static void refuseWhatV2Lacks(LinuxResources resources) {
        Memory memory = resources.memory();
        if (memory != null) {
            refuse(memory.swappiness() != null, "memory.swappiness");
            refuse(Boolean.TRUE.equals(memory.disableOOMKiller()), "memory.disableOOMKiller");
            refuse(memory.kernel() != null, "memory.kernel");
            refuse(memory.kernelTCP() != null, "memory.kernelTCP");
        }
        Cpu cpu = resources.cpu();
        if (cpu != null) {
            refuse(cpu.realtimeRuntime() != null, "cpu.realtimeRuntime");
            refuse(cpu.realtimePeriod() != null, "cpu.realtimePeriod");
        }
        BlockIo io = resources.blockIO();
        refuse(io != null && io.leafWeight() != null, "blockIO.leafWeight");
        refuse(resources.network() != null, "network");
    }

    private static void refuse(boolean given, String field) {
        if (given) {
            throw Refusal.unsupported(field, "cgroup v2 has no such limit; leave it out");
        }
    }

    private static Stream<Setting> memory(@Nullable Memory memory) {
        if (memory == null) {
            return Stream.empty();
        }
        Stream.Builder<Setting> settings = Stream.builder();
        long limit = Conversion.orZero(memory.limit());
        long reservation = Conversion.orZero(memory.reservation());
        long swap = Conversion.swapWithoutMemory(limit, Conversion.orZero(memory.swap()));
        if (limit != 0) {
            settings.add(Setting.limit("memory.max", limit));
        }
        if (reservation != 0) {
            settings.add(Setting.limit("memory.low", reservation));
        }
        if (swap != Conversion.UNSET) {
            settings.add(Setting.limit("memory.swap.max", swap));
        }
        return settings.build();
    }

    private static Stream<Setting> cpu(@Nullable Cpu cpu) {
        if (cpu == null) {
            return Stream.empty();
        }
        Stream.Builder<Setting> settings = Stream.builder();
        if (cpu.idle() != null) {
            settings.add(Setting.of("cpu.idle", cpu.idle()));
        }
        if (cpu.shares() != null && cpu.shares() != 0) {
            settings.add(Setting.of("cpu.weight", Conversion.weightOfShares(cpu.shares())));
        }
        if (cpu.quota() != null || cpu.period() != null) {
            settings.add(Setting.of("cpu.max", maximum(cpu.quota(), cpu.period())));
        }
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

    /** A quota without a period leaves the period as it is. */
    private static String maximum(@Nullable Long quota, @Nullable Long period) {
        String limit = quota == null || quota <= 0 ? "max" : quota.toString();
        return period == null || period == 0 ? limit : limit + " " + period;
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
        refuse(device.leafWeight() != null, "blockIO.weightDevice.leafWeight");
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
            if (file.contains("/") || !file.contains(".")) {
                throw Refusal.invalid("unified", file, "must be the name of a control file such as \"memory.high\"");
            }
            if (file.startsWith("cgroup.") && !CORE_FILES.contains(file)) {
                throw Refusal.invalid("unified", file, "must not be a file that the runtime itself writes");
            }
            return entry.getValue().lines().map(line -> Setting.of(file, line));
        });
    }
}
