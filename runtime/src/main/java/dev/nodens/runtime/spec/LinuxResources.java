package dev.nodens.runtime.spec;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code linux.resources}: the limits of the container's cgroup.
 *
 * @param rdma by device
 * @param unified cgroup v2 files and what is written to them, last of all
 */
public record LinuxResources(
        List<DeviceRule> devices,
        @Nullable Memory memory,
        @Nullable Cpu cpu,
        @Nullable Pids pids,
        @Nullable BlockIo blockIO,
        List<HugepageLimit> hugepageLimits,
        @Nullable Network network,
        Map<String, Rdma> rdma,
        Map<String, String> unified) {

    /**
     * @param type {@code c}, {@code b} or {@code a}; null = all
     * @param major null = all
     * @param minor null = all
     * @param access some of {@code rwm}; null = none
     */
    public record DeviceRule(
            boolean allow,
            @Nullable String type,
            @Nullable Long major,
            @Nullable Long minor,
            @Nullable String access) {

        public DeviceRule {
            type = Given.text(type);
            access = Given.text(access);
        }
    }

    /** Bytes; -1 = unlimited; {@code swap} counts memory and swap together. */
    public record Memory(
            @Nullable Long limit,
            @Nullable Long reservation,
            @Nullable Long swap,
            @Nullable Long kernel,
            @Nullable Long kernelTCP,
            @Nullable Long swappiness,
            @Nullable Boolean disableOOMKiller,
            @Nullable Boolean useHierarchy,
            @Nullable Boolean checkBeforeUpdate) {}

    /**
     * Times are microseconds.
     *
     * @param shares 2 to 262144, cgroup v1's scale
     * @param quota run time in each period; negative = unlimited
     * @param cpus list such as {@code 0-3,7}; so is mems
     * @param idle 1 = SCHED_IDLE for the cgroup
     */
    public record Cpu(
            @Nullable Long shares,
            @Nullable Long quota,
            @Nullable Long burst,
            @Nullable Long period,
            @Nullable Long realtimeRuntime,
            @Nullable Long realtimePeriod,
            @Nullable String cpus,
            @Nullable String mems,
            @Nullable Long idle) {

        public Cpu {
            cpus = Given.text(cpus);
            mems = Given.text(mems);
        }
    }

    /**
     * @param limit 0 = none at all since 1.3; -1 = unlimited; null = as it is
     */
    public record Pids(@Nullable Long limit) {}

    /** Weights are 10 to 1000. */
    public record BlockIo(
            @Nullable Integer weight,
            @Nullable Integer leafWeight,
            List<WeightDevice> weightDevice,
            List<ThrottleDevice> throttleReadBpsDevice,
            List<ThrottleDevice> throttleWriteBpsDevice,
            List<ThrottleDevice> throttleReadIOPSDevice,
            List<ThrottleDevice> throttleWriteIOPSDevice) {

        public BlockIo {
            weightDevice = Given.list(weightDevice);
            throttleReadBpsDevice = Given.list(throttleReadBpsDevice);
            throttleWriteBpsDevice = Given.list(throttleWriteBpsDevice);
            throttleReadIOPSDevice = Given.list(throttleReadIOPSDevice);
            throttleWriteIOPSDevice = Given.list(throttleWriteIOPSDevice);
        }
    }

    public record WeightDevice(
            @Required long major,
            @Required long minor,
            @Nullable Integer weight,
            @Nullable Integer leafWeight) {}

    /**
     * @param rate bytes or operations a second
     */
    public record ThrottleDevice(
            @Required long major,
            @Required long minor,
            @Required @Unsigned long rate) {}

    /**
     * @param pageSize such as {@code 2MB}
     * @param limit bytes
     */
    public record HugepageLimit(
            @Required String pageSize, @Required @Unsigned long limit) {}

    public record Network(@Nullable Long classID, List<InterfacePriority> priorities) {

        public Network {
            priorities = Given.list(priorities);
        }
    }

    public record InterfacePriority(
            @Required String name, @Required long priority) {}

    public record Rdma(@Nullable Long hcaHandles, @Nullable Long hcaObjects) {}

    public LinuxResources {
        devices = Given.list(devices);
        hugepageLimits = Given.list(hugepageLimits);
        rdma = Given.map(rdma);
        unified = Given.map(unified);
    }

    /** No limit at all. */
    public static LinuxResources empty() {
        return new Draft().resources();
    }

    /** These resources but for what {@code change} sets. */
    public LinuxResources with(Consumer<Draft> change) {
        Draft draft = new Draft();
        draft.devices = devices;
        draft.memory = memory;
        draft.cpu = cpu;
        draft.pids = pids;
        draft.blockIO = blockIO;
        draft.hugepageLimits = hugepageLimits;
        draft.network = network;
        draft.rdma = rdma;
        draft.unified = unified;
        change.accept(draft);
        return draft.resources();
    }

    /** The components while {@link #with} changes them. */
    public static final class Draft {
        public List<DeviceRule> devices = List.of();
        public @Nullable Memory memory;
        public @Nullable Cpu cpu;
        public @Nullable Pids pids;
        public @Nullable BlockIo blockIO;
        public List<HugepageLimit> hugepageLimits = List.of();
        public @Nullable Network network;
        public Map<String, Rdma> rdma = Map.of();
        public Map<String, String> unified = Map.of();

        private Draft() {}

        private LinuxResources resources() {
            return new LinuxResources(devices, memory, cpu, pids, blockIO, hugepageLimits, network, rdma, unified);
        }
    }
}
