package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.BlockIo;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.ThrottleDevice;
import dev.nodens.runtime.spec.LinuxResources.WeightDevice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a Spec's resources are in cgroup v1 (Documentation/admin-guide/cgroup-v1). */
final class V1Settings {

    private static final String ALLOW = "devices.allow";
    private static final String DENY = "devices.deny";

    private V1Settings() {}

    /** The writes for all resources but the devices. */
    static List<Setting> of(LinuxResources resources) {
        return Stream.of(
                        memory(resources.memory()),
                        cpu(resources.cpu()),
                        pids(resources.pids()),
                        blockIo(resources.blockIO()),
                        hugepages(resources),
                        network(resources.network()),
                        Rdma.settings(resources.rdma()))
                .flatMap(settings -> settings)
                .toList();
    }

    /** The device list of a new cgroup, which starts as its parent's. */
    static List<Setting> devices(DeviceRules rules) {
        String exemptions = rules.allowedByDefault() ? DENY : ALLOW;
        Stream<Setting> all = rules.allowedByDefault() ? Stream.empty() : Stream.of(Setting.of(DENY, "a"));
        return Stream.concat(
                        all, rules.exemptions().stream().map(exemption -> Setting.of(exemptions, exemption.toString())))
                .toList();
    }

    /**
     * The way from one device list to another on which no process is denied what both allow, where there is one: what the
     * kernel lists is what is allowed, or one line for all of it.
     *
     * @param now {@code devices.list}
     */
    static List<Setting> deviceChanges(String now, DeviceRules rules) {
        if (rules.allowedByDefault()) {
            return Stream.concat(Stream.of(Setting.of(ALLOW, "a")), devices(rules).stream())
                    .toList();
        }
        if (now.startsWith("a ")) {
            return devices(rules);
        }
        Map<String, String> allowed = rules.exemptions().stream()
                .map(DeviceRules.Exemption::toString)
                .collect(Collectors.toMap(V1Settings::deviceOf, V1Settings::accessOf));
        Stream<Setting> denied = now.lines().flatMap(line -> {
            String device = deviceOf(line);
            String kept = allowed.getOrDefault(device, "");
            String gone = accessOf(line).replaceAll("[" + kept + " ]", "");
            return gone.isEmpty() ? Stream.empty() : Stream.of(Setting.of(DENY, device + " " + gone));
        });
        return Stream.concat(devices(rules).stream().skip(1), denied).toList();
    }

    /** Of {@code c 1:3 rwm}, what comes before the last blank. */
    private static String deviceOf(String line) {
        return line.substring(0, line.lastIndexOf(' '));
    }

    private static String accessOf(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private static Stream<Setting> memory(@Nullable Memory memory) {
        if (memory == null) {
            return Stream.empty();
        }
        Conversion.checkSwap(Conversion.orZero(memory.limit()), Conversion.orZero(memory.swap()));
        Stream.Builder<Setting> settings = Stream.builder();
        bytes(settings, "memory.limit_in_bytes", memory.limit());
        bytes(settings, "memory.soft_limit_in_bytes", memory.reservation());
        long swap = Conversion.orZero(memory.swap());
        if (swap != 0 || Conversion.orZero(memory.limit()) == -1) {
            Setting both = Setting.of("memory.memsw.limit_in_bytes", swap == 0 ? -1 : swap);
            // a kernel without swap accounting has no such limit to lift
            settings.add(swap > 0 ? both : both.orSkip());
        }
        if (memory.swappiness() != null && memory.swappiness() != -1) {
            settings.add(Setting.of("memory.swappiness", Conversion.swappiness(memory.swappiness())));
        }
        if (Boolean.TRUE.equals(memory.disableOOMKiller())) {
            settings.add(Setting.of("memory.oom_control", 1));
        }
        return settings.build();
    }

    private static void bytes(Stream.Builder<Setting> settings, String file, @Nullable Long bytes) {
        if (bytes != null && bytes != 0) {
            settings.add(Setting.of(file, bytes));
        }
    }

    private static Stream<Setting> cpu(@Nullable Cpu cpu) {
        if (cpu == null) {
            return Stream.empty();
        }
        Stream.Builder<Setting> settings = Stream.builder();
        number(settings, "cpu.idle", Optional.ofNullable(cpu.idle()));
        number(settings, "cpu.shares", Conversion.given(cpu.shares()));
        number(settings, "cpu.cfs_period_us", Conversion.given(cpu.period()));
        number(settings, "cpu.cfs_quota_us", Conversion.given(cpu.quota()).map(quota -> Math.max(quota, -1)));
        number(settings, "cpu.cfs_burst_us", Optional.ofNullable(cpu.burst()));
        number(settings, "cpu.rt_period_us", Conversion.given(cpu.realtimePeriod()));
        number(settings, "cpu.rt_runtime_us", Conversion.given(cpu.realtimeRuntime()));
        if (cpu.cpus() != null) {
            settings.add(Setting.of("cpuset.cpus", cpu.cpus()));
        }
        if (cpu.mems() != null) {
            settings.add(Setting.of("cpuset.mems", cpu.mems()));
        }
        return settings.build();
    }

    private static void number(Stream.Builder<Setting> settings, String file, Optional<Long> value) {
        value.ifPresent(number -> settings.add(Setting.of(file, number)));
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
        Stream<Setting> weight = io.weight() == null || io.weight() == 0
                ? Stream.empty()
                : Stream.of(weight("blkio.weight", "blkio.bfq.weight", Integer.toString(io.weight())));
        Stream<Setting> leafWeight =
                io.leafWeight() == null ? Stream.empty() : Stream.of(Setting.of("blkio.leaf_weight", io.leafWeight()));
        return Stream.of(
                        weight,
                        leafWeight,
                        io.weightDevice().stream().flatMap(V1Settings::deviceWeight),
                        throttle("blkio.throttle.read_bps_device", io.throttleReadBpsDevice()),
                        throttle("blkio.throttle.write_bps_device", io.throttleWriteBpsDevice()),
                        throttle("blkio.throttle.read_iops_device", io.throttleReadIOPSDevice()),
                        throttle("blkio.throttle.write_iops_device", io.throttleWriteIOPSDevice()))
                .flatMap(settings -> settings);
    }

    private static Stream<Setting> deviceWeight(WeightDevice device) {
        String prefix = device.major() + ":" + device.minor() + " ";
        Stream.Builder<Setting> settings = Stream.builder();
        if (device.weight() != null) {
            settings.add(weight("blkio.weight_device", "blkio.bfq.weight_device", prefix + device.weight()));
        }
        if (device.leafWeight() != null) {
            settings.add(Setting.of("blkio.leaf_weight_device", prefix + device.leafWeight()));
        }
        return settings.build();
    }

    /** The CFQ scheduler's file went with it in Linux 5.0; BFQ's has the same scale. */
    private static Setting weight(String cfq, String bfq, String value) {
        return Setting.of(cfq, value).orElse(Setting.of(bfq, value));
    }

    private static Stream<Setting> throttle(String file, List<ThrottleDevice> devices) {
        return devices.stream()
                .map(device -> Setting.of(
                        file, device.major() + ":" + device.minor() + " " + Long.toUnsignedString(device.rate())));
    }

    private static Stream<Setting> hugepages(LinuxResources resources) {
        return resources.hugepageLimits().stream().flatMap(limit -> {
            String prefix = "hugetlb." + Conversion.pageSize(limit.pageSize());
            String bytes = Long.toUnsignedString(limit.limit());
            return Stream.of(
                    Setting.of(prefix + ".limit_in_bytes", bytes),
                    Setting.of(prefix + ".rsvd.limit_in_bytes", bytes).orSkip());
        });
    }

    private static Stream<Setting> network(LinuxResources.@Nullable Network network) {
        if (network == null) {
            return Stream.empty();
        }
        Stream<Setting> classId = network.classID() == null
                ? Stream.empty()
                : Stream.of(Setting.of("net_cls.classid", network.classID()));
        return Stream.concat(
                classId,
                network.priorities().stream()
                        .map(entry -> Setting.of("net_prio.ifpriomap", entry.name() + " " + entry.priority())));
    }
}
