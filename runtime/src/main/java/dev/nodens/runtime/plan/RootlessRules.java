package dev.nodens.runtime.plan;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.mount.MountFlag;
import dev.nodens.runtime.mount.MountOptions;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.spec.Found;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a Spec must be for a user who is not root: all rights come from a user namespace, and end with the ids in its maps. */
final class RootlessRules {

    private final Linux linux;
    private final NamespacePlan namespaces;

    private RootlessRules(Linux linux, NamespacePlan namespaces) {
        this.linux = linux;
        this.namespaces = namespaces;
    }

    /** Refuses with UNSUPPORTED, as root could do it. */
    static void check(Spec spec, NamespacePlan plan) {
        Namespaces all = plan.namespaces();
        require(
                all.contains(NamespaceType.USER),
                "linux.namespaces",
                "must have one of type user, because this process is not root");
        for (int i = 0; i < spec.mounts().size(); i++) {
            mount("mounts[" + i + "]", spec.mounts().get(i));
        }
        if (all.creates(NamespaceType.USER)) {
            new RootlessRules(NamespacePlanner.linux(spec), plan).check(spec);
        }
    }

    private void check(Spec spec) {
        Process process = spec.process();
        if (process != null) {
            mapped(linux.uidMappings(), process.user().uid(), "process.user.uid");
            mapped(linux.gidMappings(), process.user().gid(), "process.user.gid");
            require(
                    namespaces.keepSetgroups()
                            || process.user().additionalGids().isEmpty(),
                    "process.user.additionalGids",
                    "must be empty where the only group in linux.gidMappings is this user's own");
        }
        for (int i = 0; i < spec.mounts().size(); i++) {
            String field = "mounts[" + i + "].options";
            MountOptions.parse(spec.mounts().get(i).options()).data().forEach(option -> owner(field, option));
        }
    }

    /** The kernel wants CAP_SYS_ADMIN where the file system belongs, which for one that can be bound is the host. */
    private static void mount(String field, Mount mount) {
        Set<MountFlag> flags = MountOptions.parse(mount.options()).flags();
        require(
                mount.uidMappings().isEmpty()
                        && !flags.contains(MountFlag.IDMAP)
                        && !flags.contains(MountFlag.IDMAP_RECURSIVE),
                field,
                "must not map ids of a mount, because this process is not root");
    }

    private void owner(String field, FilesystemOption option) {
        List<LinuxIdMapping> map =
                Map.of("uid", linux.uidMappings(), "gid", linux.gidMappings()).getOrDefault(option.key(), List.of());
        if (!map.isEmpty() && option.value().matches("[0-9]{1,10}")) {
            mapped(map, Long.parseLong(option.value()), field);
        }
    }

    private static void mapped(List<LinuxIdMapping> map, long id, String field) {
        require(
                map.stream().anyMatch(line -> line.containerID() <= id && id < line.containerID() + line.size()),
                field,
                "must be an id that the user namespace maps, found " + Found.quoted(Long.toString(id)));
    }

    private static void require(boolean holds, String field, String rule) {
        if (!holds) {
            throw new ContainerException(ErrorCode.UNSUPPORTED, "$." + field + ": " + rule);
        }
    }
}
