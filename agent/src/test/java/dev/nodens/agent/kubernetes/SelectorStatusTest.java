package dev.nodens.agent.kubernetes;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.crd.v1alpha1.ContainerInstance;
import dev.nodens.crd.v1alpha1.ContainerInstanceSpec;
import dev.nodens.crd.v1alpha1.ContainerReference;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import dev.nodens.crd.v1alpha1.NodeCounts;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SelectorStatusTest {

    private static final long GENERATION = 3;

    @Test
    void countsOnlyNodesThatTheSelectorMatches() {
        ContainerSpecStatus status = status(
                Set.of("a", "b", "c", "d"),
                Set.of("a", "b", "c"),
                Map.of(
                        "a", instance("a", "Ready", "True", GENERATION),
                        "b", instance("b", "Ready", "False", GENERATION - 1),
                        "c", instance("c", "Created", "False", GENERATION),
                        "elsewhere", instance("elsewhere", "Ready", "True", GENERATION)));
        assertEquals(new NodeCounts(4, 3, 1, 2, 1, 1, List.of("c")), status.nodes());
        assertEquals("1/4", status.readiness());
        assertEquals("Degraded", status.summary());
    }

    @Test
    void isReadyWhenAllNodesAre() {
        ContainerSpecStatus status =
                status(Set.of("a"), Set.of("a"), Map.of("a", instance("a", "Ready", "True", GENERATION)));
        assertEquals("Running", status.summary());
        assertEquals("True", status.conditions().getFirst().getStatus());
    }

    @Test
    void aSelectorThatMatchesNothingSaysSo() {
        ContainerSpecStatus status = status(Set.of(), Set.of(), Map.of());
        assertEquals("NoNodes", status.summary());
        assertEquals(0, requireNonNull(status.nodes()).desired());
    }

    private static ContainerSpecStatus status(
            Set<String> wanted, Set<String> alive, Map<String, ContainerInstance> instances) {
        ContainerSpec spec = new ContainerSpec();
        spec.setMetadata(new ObjectMetaBuilder().withGeneration(GENERATION).build());
        return SelectorStatus.of(spec, new TreeSet<>(wanted), instances, alive, Instant.EPOCH);
    }

    private static ContainerInstance instance(String node, String type, String value, long generation) {
        ContainerInstance instance = new ContainerInstance();
        instance.setSpec(new ContainerInstanceSpec(node, new ContainerReference("s")));
        instance.setStatus(new ContainerSpecStatus(
                generation,
                null,
                null,
                List.of(new ConditionBuilder().withType(type).withStatus(value).build()),
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
                null));
        return instance;
    }
}
