package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import java.util.Optional;

/** What this package itself does with a cgroup, besides what callers may. */
sealed interface HostCgroup extends Cgroup permits CgroupV1, CgroupV2, CgroupHybrid {

    /** Makes its directories, of a container. */
    void make(Construction construction);

    /** Makes its directories, used by many and by processes of their own. */
    void makeShared(Construction construction);

    /** Sets everything but the devices. */
    void set(LinuxResources resources);

    /** Once, before any process is in it. */
    void restrictDevices(DeviceRules rules);

    /** Bytes; empty where nobody counts. */
    Optional<String> memoryInUse();

    @Override
    default void apply(LinuxResources resources) {
        if (!resources.devices().isEmpty()) {
            throw Refusal.unsupported("devices", "can't be changed after the cgroup was made; leave it out");
        }
        Memory memory = resources.memory();
        if (memory != null && Boolean.TRUE.equals(memory.checkBeforeUpdate())) {
            checkInUse(Conversion.orZero(memory.limit()));
        }
        set(resources);
    }

    private void checkInUse(long limit) {
        memoryInUse()
                .map(Long::valueOf)
                .filter(used -> limit > 0 && used > limit)
                .ifPresent(used -> {
                    throw Refusal.invalid(
                            "memory.limit", limit, "must be at least what is in use (" + used + " bytes)");
                });
    }
}
