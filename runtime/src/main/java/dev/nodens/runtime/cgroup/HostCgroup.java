package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import java.util.Optional;

/** What this package itself does with a cgroup, besides what callers may. */
sealed interface HostCgroup extends Cgroup permits CgroupV1, CgroupV2, CgroupHybrid {

    /** Makes its directories, of a container. */
    void make(Construction construction);

    /** Makes those of its directories that systemd, which has made it, has not. */
    void adopt(Construction construction);

    /** Makes its directories, used by many and by processes of their own. */
    void makeShared(Construction construction);

    /** Sets everything but the devices. */
    void set(LinuxResources resources);

    /** Once, before any process is in it. */
    void restrictDevices(DeviceRules rules);

    /** The same for a cgroup with processes, which are never denied what both lists allow. */
    void changeDevices(DeviceRules rules);

    /** Bytes; empty where nobody counts. */
    Optional<String> memoryInUse();

    @Override
    default void apply(LinuxResources resources) {
        DeviceRules devices = DeviceRules.of(resources.devices());
        Memory memory = resources.memory();
        if (memory != null && Boolean.TRUE.equals(memory.checkBeforeUpdate())) {
            checkInUse("memory.swap", Conversion.orZero(memory.swap()));
            checkInUse("memory.limit", Conversion.orZero(memory.limit()));
        }
        set(resources);
        if (!resources.devices().isEmpty()) {
            changeDevices(devices);
        }
    }

    private void checkInUse(String field, long limit) {
        memoryInUse()
                .map(Long::valueOf)
                .filter(used -> limit > 0 && used >= limit)
                .ifPresent(used -> {
                    throw Refusal.invalid(field, limit, "must be more than what is in use (" + used + " bytes)");
                });
    }
}
