package dev.nodens.agent.desired;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import dev.nodens.crd.v1alpha1.DesiredState;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.runtime.ContainerId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One container as it is to be: its spec was checked, and what is not in it has its default.
 *
 * @param uid tells this object from an earlier one of the same name
 * @param id the same for every instance of this object, so that whoever looks for it finds it
 * @param spec the checked spec, for what is translated one to one
 * @param hash of everything that can only be changed by a restart
 * @param namespaces all eight types, in the order of {@link NamespaceKind}
 */
public record DesiredContainer(
        ContainerKey key,
        String uid,
        ContainerId id,
        Map<String, String> labels,
        Map<String, String> annotations,
        ContainerSpecSpec spec,
        String hash,
        DesiredState state,
        RestartStrategy restarts,
        StopPlan stop,
        List<DesiredNamespace> namespaces,
        List<DesiredDependency> dependencies) {

    public DesiredContainer {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        namespaces = List.copyOf(namespaces);
        dependencies = List.copyOf(dependencies);
    }

    public DesiredNamespace namespace(NamespaceKind kind) {
        return namespaces.stream()
                .filter(namespace -> namespace.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** The containers whose namespaces it joins. */
    public Set<ContainerKey> joined() {
        Set<ContainerKey> targets = new LinkedHashSet<>();
        for (DesiredNamespace namespace : namespaces) {
            if (namespace.origin() instanceof DesiredNamespace.OfContainer(ContainerKey target)) {
                targets.add(target);
            }
        }
        return targets;
    }

    /** Every container that it refers to, joined or waited for. */
    public Set<ContainerKey> references() {
        Set<ContainerKey> all = new LinkedHashSet<>(joined());
        dependencies.forEach(dependency -> all.add(dependency.key()));
        return all;
    }
}
