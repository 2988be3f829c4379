package dev.nodens.runtime.spec;

import static dev.nodens.runtime.spec.Rules.require;

import dev.nodens.runtime.mount.MountFlag;
import dev.nodens.runtime.mount.MountKind;
import dev.nodens.runtime.mount.MountOptions;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import java.util.List;
import java.util.Set;

/** config.md, "Mounts". */
final class MountRules {

    /** What may be put over files of procfs: figures that only inform. Over another file, a lie could undo a protection. */
    private static final Set<String> IN_PROC = Set.of(
            "/proc/cpuinfo",
            "/proc/diskstats",
            "/proc/loadavg",
            "/proc/meminfo",
            "/proc/net/dev",
            "/proc/slabinfo",
            "/proc/stat",
            "/proc/swaps",
            "/proc/sys/crypto/fips_enabled",
            "/proc/sys/kernel/ns_last_pid",
            "/proc/uptime");

    private MountRules() {}

    static void check(Spec spec, Namespaces namespaces, Judge judge) {
        List<Mount> mounts = spec.mounts();
        for (int i = 0; i < mounts.size(); i++) {
            String field = "mounts[" + i + "]";
            Mount mount = mounts.get(i);
            judge.check(() -> mount(field, mount, namespaces));
        }
    }

    static void mount(String field, Mount mount, Namespaces namespaces) {
        Rules.text(field + ".destination", mount.destination());
        Rules.text(field + ".source", mount.source());
        Rules.text(field + ".type", mount.type());
        mount.options().forEach(option -> Rules.text(field + ".options", option));
        destination(field + ".destination", mount.destination());
        MountOptions options = MountOptions.parse(mount.options());
        boolean bind = isBind(mount, options);
        if (options.kind() == MountKind.FILESYSTEM && !bind) {
            boolean type = mount.type() != null && !mount.type().equals("none");
            require(type, field + ".type", "must name a file system, or $." + field + ".options have bind or rbind");
        } else {
            require(
                    options.data().isEmpty(),
                    field + ".options",
                    "must be options that a bind mount has",
                    options.data().isEmpty() ? "" : options.data().getFirst().key());
        }
        if (options.kind() != MountKind.REMOUNT && bind) {
            require(mount.source() != null, field + ".source", "must be given for a bind mount");
        }
        copyUp(field, mount, options);
        idMap(field, mount, options, namespaces);
    }

    private static void destination(String field, String destination) {
        String path = UnixPath.inContainer(destination);
        require(!destination.isEmpty() && !path.equals("/"), field, "must be a path below /", destination);
        require(
                !path.startsWith("/proc/") || IN_PROC.contains(path),
                field,
                "must not be inside /proc but for files that only inform, such as /proc/meminfo",
                destination);
    }

    private static void copyUp(String field, Mount mount, MountOptions options) {
        boolean asked = options.flags().contains(MountFlag.COPY_UP);
        require(!asked || "tmpfs".equals(mount.type()), field + ".options", "must have tmpcopyup for a tmpfs only");
    }

    private static boolean isBind(Mount mount, MountOptions options) {
        return options.kind() == MountKind.BIND || "bind".equals(mount.type());
    }

    private static void idMap(String field, Mount mount, MountOptions options, Namespaces namespaces) {
        boolean maps = !mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty();
        boolean asked = options.flags().contains(MountFlag.IDMAP)
                || options.flags().contains(MountFlag.IDMAP_RECURSIVE)
                || maps;
        if (!asked) {
            return;
        }
        require(
                options.kind() != MountKind.REMOUNT && isBind(mount, options),
                field + ".options",
                "must have bind or rbind where the mount's ids are mapped");
        if (maps) {
            require(!mount.uidMappings().isEmpty(), field + ".uidMappings", "must be given beside gidMappings");
            require(!mount.gidMappings().isEmpty(), field + ".gidMappings", "must be given beside uidMappings");
            NamespaceRules.lines(field + ".uidMappings", mount.uidMappings());
            NamespaceRules.lines(field + ".gidMappings", mount.gidMappings());
        } else {
            require(
                    namespaces.contains(NamespaceType.USER),
                    field + ".options",
                    "must not map ids without a user namespace in $.linux.namespaces or mappings of the mount's own");
        }
    }
}
