package dev.nodens.agent.oci;

import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.observe.ContainerLabels;
import dev.nodens.agent.observe.Links;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Root;
import dev.nodens.runtime.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** From the desired container to {@code config.json}. */
public final class OciSpecs {

    private OciSpecs() {}

    /** @param links the live instance of everything that it joins */
    public static Spec from(DesiredContainer desired, Prepared prepared, Links links, NodeFacts facts) {
        return Spec.empty().with(spec -> {
            spec.root = new Root(
                    prepared.rootfs().path().toString(), prepared.rootfs().readonly());
            spec.process = OciProcess.from(desired, facts);
            if (OciNamespaces.isNew(desired, NamespaceKind.UTS)) {
                spec.hostname = hostname(desired);
                spec.domainname = desired.spec().domainname();
            }
            spec.mounts = mounts(desired, prepared);
            spec.linux = linux(desired, prepared, links, facts);
            spec.annotations = ContainerLabels.of(desired, instances(links)).toAnnotations();
        });
    }

    /** As with a Pod, the object's name, cut to what the kernel takes. */
    public static String hostname(DesiredContainer desired) {
        String given = desired.spec().hostname();
        String name = given == null ? desired.key().name() : given;
        return name.length() <= 63 ? name : name.substring(0, 63);
    }

    private static Map<ContainerKey, Instant> instances(Links links) {
        return links.targets().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, target -> target.getValue().createdAt()));
    }

    private static List<Mount> mounts(DesiredContainer desired, Prepared prepared) {
        List<Mount> mounts = new ArrayList<>(KernelFiles.mounts(desired));
        mounts.addAll(prepared.mounts());
        return mounts;
    }

    private static Linux linux(DesiredContainer desired, Prepared prepared, Links links, NodeFacts facts) {
        ContainerSpecSpec given = desired.spec();
        return Linux.empty().with(linux -> {
            linux.namespaces = OciNamespaces.from(desired, links);
            linux.uidMappings = OciNamespaces.mappings(given.uidMappings());
            linux.gidMappings = OciNamespaces.mappings(given.gidMappings());
            linux.timeOffsets = OciNamespaces.timeOffsets(given.timeOffsets());
            linux.cgroupsPath = desired.id().value();
            linux.resources = OciResources.from(given, facts);
            linux.devices = OciResources.devices(given.devices());
            linux.sysctl = OciSecurity.sysctls(given.securityContext());
            linux.seccomp = OciSecurity.seccomp(given.securityContext());
            linux.maskedPaths = KernelFiles.masked(given, facts.ownFolders());
            linux.readonlyPaths = KernelFiles.readonly(given);
            linux.rootfsPropagation = propagation(prepared.mounts());
        });
    }

    /** A mount's propagation is only worth what its parent's is. */
    private static String propagation(List<Mount> mounts) {
        for (String wanted : List.of("rshared", "rslave")) {
            if (mounts.stream().anyMatch(mount -> mount.options().contains(wanted))) {
                return wanted;
            }
        }
        return "rprivate";
    }
}
