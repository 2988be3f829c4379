package dev.nodens.agent.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.crd.v1alpha1.NamespaceStatus;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatusTableTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:01:05Z");

    private static ContainerSpecStatus running(int pid, List<NamespaceStatus> namespaces) {
        return new ContainerSpecStatus(
                1L,
                "Running",
                "1/1",
                List.of(),
                "node-1",
                "nodens://x",
                pid,
                new ContainerStateBuilder()
                        .withNewRunning("2026-11-24T12:00:00Z")
                        .build(),
                null,
                2,
                null,
                null,
                namespaces,
                List.of(),
                null,
                null);
    }

    @Test
    void saysWhatRunsAndWhoseNamespacesItIsIn() {
        TreeMap<ContainerKey, ContainerSpecStatus> statuses = new TreeMap<>();
        statuses.put(
                new ContainerKey("default", "inspector"),
                running(
                        4712,
                        List.of(
                                new NamespaceStatus(NamespaceKind.PID, 1L, "containerspec/redis"),
                                new NamespaceStatus(NamespaceKind.UTS, 2L, null),
                                new NamespaceStatus(NamespaceKind.USER, 3L, "host"))));
        statuses.put(new ContainerKey("prod", "redis"), running(4711, List.of()));

        assertEquals("""
                NAME         STATUS    READY   RESTARTS   AGE    PID    NAMESPACES
                inspector    Running   1/1     2          1m5s   4712   own: uts; redis: pid; host: user
                prod/redis   Running   1/1     2          1m5s   4711""", StatusTable.of(statuses, NOW));
    }
}
