package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which cgroup hierarchies a host has, and where. */
public sealed interface CgroupLayout {

    /** One v2 hierarchy with every controller: today's hosts. */
    record Unified(Hierarchy v2) implements CgroupLayout {}

    /** v1 alone: a hierarchy for each controller or for several together. */
    record Legacy(List<V1Hierarchy> v1) implements CgroupLayout {
        public Legacy {
            v1 = List.copyOf(v1);
        }
    }

    /** Controllers on v1, and a v2 hierarchy beside them that can freeze, kill and be cloned into. */
    record Hybrid(List<V1Hierarchy> v1, Hierarchy v2) implements CgroupLayout {
        public Hybrid {
            v1 = List.copyOf(v1);
        }
    }

    /**
     * A v1 hierarchy.
     *
     * @param controllers their names, sorted; a hierarchy without any has its {@code name=…}
     */
    record V1Hierarchy(List<String> controllers, Hierarchy mount) {

        public V1Hierarchy {
            controllers = List.copyOf(controllers);
        }
    }

    /** Every controller that v1 has or had; what else stands in a superblock's options is none. */
    Set<String> V1_CONTROLLERS = Set.of(
            "cpu",
            "cpuacct",
            "cpuset",
            "memory",
            "devices",
            "freezer",
            "blkio",
            "pids",
            "hugetlb",
            "rdma",
            "misc",
            "net_cls",
            "net_prio",
            "perf_event");

    /**
     * Finds the hierarchies.
     *
     * @param mountinfo {@code /proc/self/mountinfo}; {@code /proc/1/mountinfo} where this process lives in a pod and the
     *     containers are to be the host's
     * @param root where the paths of that file start: {@code /}, or {@code /proc/1/root}
     */
    static CgroupLayout read(Path mountinfo, Path root) {
        List<MountEntry> mounts;
        try {
            mounts = MountTable.read(mountinfo).reachable();
        } catch (IOException e) {
            throw new ContainerException(ErrorCode.UNSUPPORTED, mountinfo + ": can't be read: " + e.getMessage(), e);
        }
        List<V1Hierarchy> v1 = v1(mounts, root);
        Optional<Hierarchy> v2 = mounts.stream()
                .filter(mount -> mount.type().equals("cgroup2"))
                .map(mount -> hierarchy(mount, root))
                .min(Hierarchy.WIDEST_FIRST);
        if (v1.isEmpty()) {
            return new Unified(v2.orElseThrow(() -> noneMounted(mountinfo)));
        }
        return v2.<CgroupLayout>map(unified -> new Hybrid(v1, unified)).orElseGet(() -> new Legacy(v1));
    }

    /** The v1 hierarchies, each once; none on a v2 host. */
    default List<V1Hierarchy> legacy() {
        return switch (this) {
            case Unified _ -> List.of();
            case Legacy legacy -> legacy.v1();
            case Hybrid hybrid -> hybrid.v1();
        };
    }

    /** The v2 hierarchy, where there is one. */
    default Optional<Hierarchy> unified() {
        return switch (this) {
            case Unified unified -> Optional.of(unified.v2());
            case Legacy _ -> Optional.empty();
            case Hybrid hybrid -> Optional.of(hybrid.v2());
        };
    }

    private static List<V1Hierarchy> v1(List<MountEntry> mounts, Path root) {
        Map<List<String>, Hierarchy> widest = new HashMap<>();
        for (MountEntry mount : mounts) {
            List<String> controllers = mount.type().equals("cgroup") ? controllers(mount) : List.of();
            if (!controllers.isEmpty()) {
                widest.merge(
                        controllers,
                        hierarchy(mount, root),
                        (a, b) -> Hierarchy.WIDEST_FIRST.compare(a, b) <= 0 ? a : b);
            }
        }
        return widest.entrySet().stream()
                .map(entry -> new V1Hierarchy(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(
                        hierarchy -> hierarchy.controllers().getFirst()))
                .toList();
    }

    private static List<String> controllers(MountEntry mount) {
        Set<String> controllers = new HashSet<>(mount.options());
        controllers.removeIf(option -> !V1_CONTROLLERS.contains(option) && !option.startsWith("name="));
        List<String> sorted = new ArrayList<>(controllers);
        sorted.sort(Comparator.naturalOrder());
        return sorted;
    }

    private static Hierarchy hierarchy(MountEntry mount, Path root) {
        return new Hierarchy(root.resolve(mount.mountPoint().substring(1)), mount.root());
    }

    private static ContainerException noneMounted(Path mountinfo) {
        return new ContainerException(
                ErrorCode.UNSUPPORTED,
                mountinfo
                        + ": no cgroup hierarchy is mounted; mount one with \"mount -t cgroup2 cgroup2 /sys/fs/cgroup\"");
    }
}
