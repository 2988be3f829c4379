package dev.nodens.agent.kubernetes;

import dev.nodens.agent.status.ConditionReason;
import dev.nodens.crd.v1alpha1.ContainerInstance;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import dev.nodens.crd.v1alpha1.NodeCounts;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Predicate;

/** How a spec with a nodeSelector does over all its nodes. Pure. */
final class SelectorStatus {

    private static final int MOST_FAILED_NODES = 10;

    private SelectorStatus() {}

    /**
     * @param wanted names of the nodes that the selector matches
     * @param instances the spec's instances by their node
     * @param alive names of the nodes whose agent was heard of lately
     */
    static ContainerSpecStatus of(
            ContainerSpec spec,
            SortedSet<String> wanted,
            Map<String, ContainerInstance> instances,
            Set<String> alive,
            Instant now) {
        List<ContainerInstance> current = wanted.stream()
                .map(instances::get)
                .flatMap(instance -> Optional.ofNullable(instance).stream())
                .toList();
        List<String> failed = current.stream()
                .filter(SelectorStatus::failed)
                .map(instance -> instance.getSpec().nodeName())
                .toList();
        NodeCounts counts = new NodeCounts(
                wanted.size(),
                current.size(),
                count(current, instance -> is(instance, "Ready", "True")),
                count(current, instance -> isUpToDate(instance, spec)),
                failed.size(),
                Math.toIntExact(
                        wanted.stream().filter(node -> !alive.contains(node)).count()),
                failed.stream().limit(MOST_FAILED_NODES).toList());
        return status(spec, counts, now);
    }

    private static ContainerSpecStatus status(ContainerSpec spec, NodeCounts counts, Instant now) {
        boolean ready = counts.ready() == counts.desired();
        Condition condition = new ConditionBuilder()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withReason((ready ? ConditionReason.READY : ConditionReason.NOT_READY).word())
                .withMessage(counts.ready() + " of " + counts.desired() + " nodes are ready"
                        + (counts.failed() == 0 ? "" : "; look at the ContainerInstances of " + counts.failedNodes()))
                .withObservedGeneration(spec.getMetadata().getGeneration())
                .withLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString())
                .build();
        return new ContainerSpecStatus(
                spec.getMetadata().getGeneration(),
                summary(counts),
                counts.ready() + "/" + counts.desired(),
                List.of(condition),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                counts);
    }

    private static String summary(NodeCounts counts) {
        if (counts.desired() == 0) {
            return "NoNodes";
        }
        if (counts.ready() == counts.desired()) {
            return "Running";
        }
        return counts.failed() > 0 ? "Degraded" : "Progressing";
    }

    private static int count(List<ContainerInstance> instances, Predicate<ContainerInstance> condition) {
        return Math.toIntExact(instances.stream().filter(condition).count());
    }

    private static boolean isUpToDate(ContainerInstance instance, ContainerSpec spec) {
        ContainerSpecStatus status = instance.getStatus();
        return status != null && spec.getMetadata().getGeneration().equals(status.observedGeneration());
    }

    private static boolean failed(ContainerInstance instance) {
        return is(instance, "Accepted", "False")
                || is(instance, "Created", "False")
                || is(instance, "Degraded", "True");
    }

    private static boolean is(ContainerInstance instance, String type, String value) {
        ContainerSpecStatus status = instance.getStatus();
        return status != null
                && status.conditions().stream()
                        .anyMatch(condition -> type.equals(condition.getType()) && value.equals(condition.getStatus()));
    }
}
