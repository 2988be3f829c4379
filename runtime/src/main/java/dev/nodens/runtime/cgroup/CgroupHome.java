package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.ContainerId;
import java.util.Optional;

/**
 * Where this process puts cgroups.
 *
 * @param containers those of containers without a {@code linux.cgroupsPath}, and where a relative one starts
 * @param monitors that of all monitors; empty = they stay in their maker's
 * @param restricted whether this process's user may be refused: then a container that asks for no limit goes without
 */
public record CgroupHome(CgroupPath containers, Optional<CgroupPath> monitors, boolean restricted) {

    /** On the host, for root. */
    public static final CgroupHome HOST =
            new CgroupHome(CgroupPath.CONTAINERS, Optional.of(CgroupPath.MONITORS), false);

    /**
     * For another user: beside the cgroup that this process is in, because that has processes and so can't have children with
     * controllers. Where systemd has delegated a part of the tree, both are in it.
     *
     * @param membership {@code /proc/self/cgroup}
     */
    public static CgroupHome beside(String membership) {
        String own = membership
                .lines()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::".length()))
                .findFirst()
                .orElse("/");
        String parent = own.substring(0, own.lastIndexOf('/'));
        return new CgroupHome(new CgroupPath(parent + "/nodens"), Optional.empty(), true);
    }

    /**
     * The cgroup of a container.
     *
     * @param cgroupsPath {@code linux.cgroupsPath}
     */
    CgroupPath of(Optional<String> cgroupsPath, ContainerId id) {
        String path = cgroupsPath.filter(given -> !given.isEmpty()).orElse(id.value());
        return path.startsWith("/") ? new CgroupPath(path) : containers.child(path);
    }
}
