package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.cgroup.CgroupPath;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of a container, written down before anything of it is made, so that whatever a creation that was cut
 * off has left can be found.
 *
 * @param createdAt in nanoseconds since 1970, as the other records have their times
 * @param bootId of the kernel that runs it: {@code /proc/sys/kernel/random/boot_id}
 * @param configChecksum of {@code config.json} beside it, as in {@link StateFile#checksum}
 * @param hooked whether its {@code config.json} has hooks
 * @param ownPids whether it has a pid namespace of its own, whose init takes all others with it when it ends
 * @param cgroup its path below the top of every hierarchy; empty = it has none
 * @param scope systemd's unit that has made the cgroup; empty = this runtime did
 */
record StoredContainer(
        String id,
        String bundle,
        long createdAt,
        String bootId,
        Supervision supervision,
        String configChecksum,
        boolean hooked,
        boolean ownPids,
        String cgroup,
        String scope,
        Map<String, String> annotations) {

    StoredContainer {
        annotations = Map.copyOf(annotations);
    }

    ContainerId containerId() {
        return new ContainerId(id);
    }

    Optional<CgroupPath> cgroupPath() {
        return cgroup.isEmpty() ? Optional.empty() : Optional.of(new CgroupPath(cgroup));
    }

    Path bundlePath() {
        return Path.of(bundle);
    }

    Instant created() {
        return RecordFile.time(createdAt);
    }
}
