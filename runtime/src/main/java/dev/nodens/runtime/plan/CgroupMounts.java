package dev.nodens.runtime.plan;

import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupLayout.V1Hierarchy;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.mount.MountAttributes;
import dev.nodens.runtime.mount.MountKind;
import dev.nodens.runtime.mount.MountOptions;
import dev.nodens.runtime.mount.MountPlan;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a mount of type {@code cgroup} is on this host. A container with a cgroup namespace gets the file system itself, which
 * starts at the container's own cgroup; one without gets that directory bound, because the file system would show it every
 * other container's.
 */
record CgroupMounts(CgroupLayout host, CgroupPlan cgroups, Namespaces namespaces) {

    /** nosuid, nodev and noexec: no cgroup file needs them, and v1's mounts below the tmpfs have no options of their own. */
    private static final MountAttributes SAFE = new MountAttributes(0x2 | 0x4 | 0x8, 0);

    List<MountPlan> plan(String target, MountOptions options) {
        return switch (host) {
            case CgroupLayout.Unified unified -> List.of(unified(unified.v2().mountPoint(), target, options));
            case CgroupLayout.Legacy legacy -> legacy(legacy.v1(), target, options);
            case CgroupLayout.Hybrid hybrid -> legacy(hybrid.v1(), target, options);
        };
    }

    private MountPlan unified(Path mountPoint, String target, MountOptions options) {
        if (namespaces.contains(NamespaceType.CGROUP)) {
            return filesystem("cgroup2", target, options.attributes(), List.of());
        }
        Path own = cgroups.container().stream()
                .filter(cgroup -> cgroup.version() == 2)
                .map(CgroupRef::path)
                .findFirst()
                .orElse(mountPoint);
        return bind(own, target, options.attributes());
    }

    /** A tmpfs with a directory for each hierarchy, and one more for each controller of a hierarchy that has several. */
    private List<MountPlan> legacy(List<V1Hierarchy> hierarchies, String target, MountOptions options) {
        List<MountPlan> mounts = new ArrayList<>();
        mounts.add(new MountPlan(
                MountKind.FILESYSTEM,
                Set.of(),
                options.attributes(),
                MountAttributes.NONE,
                0,
                "tmpfs",
                target,
                "tmpfs",
                List.of(new FilesystemOption("mode", "755"))));
        MountAttributes attributes = SAFE.then(options.attributes());
        for (V1Hierarchy hierarchy : hierarchies) {
            for (String name : names(hierarchy)) {
                hierarchy(hierarchy, target + "/" + name, attributes).ifPresent(mounts::add);
            }
        }
        return mounts;
    }

    private Optional<MountPlan> hierarchy(V1Hierarchy hierarchy, String target, MountAttributes attributes) {
        if (namespaces.contains(NamespaceType.CGROUP)) {
            return Optional.of(filesystem("cgroup", target, attributes, controllers(hierarchy)));
        }
        return cgroups.container().stream()
                .map(CgroupRef::path)
                .filter(path -> path.startsWith(hierarchy.mount().mountPoint()))
                .findFirst()
                .map(own -> bind(own, target, attributes));
    }

    private static List<FilesystemOption> controllers(V1Hierarchy hierarchy) {
        return hierarchy.controllers().stream()
                .map(controller -> controller.startsWith("name=")
                        ? new FilesystemOption("name", controller.substring("name=".length()))
                        : new FilesystemOption(controller, ""))
                .toList();
    }

    private static Set<String> names(V1Hierarchy hierarchy) {
        Set<String> names = new LinkedHashSet<>();
        names.add(hierarchy.mount().mountPoint().getFileName().toString());
        if (hierarchy.controllers().size() > 1) {
            names.addAll(hierarchy.controllers());
        }
        return names;
    }

    private static MountPlan filesystem(
            String type, String target, MountAttributes attributes, List<FilesystemOption> options) {
        return new MountPlan(
                MountKind.FILESYSTEM, Set.of(), attributes, MountAttributes.NONE, 0, type, target, type, options);
    }

    private static MountPlan bind(Path source, String target, MountAttributes attributes) {
        return new MountPlan(
                MountKind.BIND,
                Set.of(),
                attributes,
                MountAttributes.NONE,
                0,
                source.toString(),
                target,
                "",
                List.of());
    }
}
