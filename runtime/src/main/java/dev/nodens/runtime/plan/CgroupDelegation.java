package dev.nodens.runtime.plan;

import dev.nodens.runtime.mount.MountOptions;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Whose a container's cgroup is. Where the container is in a user namespace of its own and gets the cgroup file system to
 * write, rooted at its own cgroup, it is meant to manage cgroups, as systemd in it does: then its user owns that one.
 */
public final class CgroupDelegation {

    private static final Set<String> CGROUP_TYPES = Set.of("cgroup", "cgroup2");

    private CgroupDelegation() {}

    /** The host's id of that user; empty where the cgroup stays the runtime's. */
    public static OptionalLong owner(Spec spec) {
        Linux linux = NamespacePlanner.linux(spec);
        Namespaces namespaces = NamespacePlanner.namespaces(spec);
        boolean delegated = namespaces.creates(NamespaceType.USER)
                && namespaces.creates(NamespaceType.CGROUP)
                && spec.mounts().stream().anyMatch(CgroupDelegation::isWritableCgroup);
        if (!delegated || spec.process() == null) {
            return OptionalLong.empty();
        }
        long uid = spec.process().user().uid();
        return linux.uidMappings().stream()
                .filter(line -> maps(line, uid))
                .mapToLong(line -> line.hostID() + uid - line.containerID())
                .findFirst();
    }

    private static boolean isWritableCgroup(Mount mount) {
        return mount.type() != null
                && CGROUP_TYPES.contains(mount.type())
                && !MountOptions.parse(mount.options()).attributes().isReadOnly();
    }

    private static boolean maps(LinuxIdMapping line, long uid) {
        return line.containerID() <= uid && uid < line.containerID() + line.size();
    }
}
