package dev.nodens.tests.cluster;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.agent.config.AgentConfig;
import dev.nodens.agent.kubernetes.KubernetesUpstream;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.agent.status.Severity;
import dev.nodens.crd.v1alpha1.ContainerInstance;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import dev.nodens.tests.harness.ApiServer;
import dev.nodens.tests.harness.Chart;
import dev.nodens.tests.harness.RequiresCluster;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The agent's way to and from the API server, without the agent and with its rights. */
@RequiresCluster
class KubernetesUpstreamTest {

    private static final AtomicInteger NODES = new AtomicInteger();
    private static final Duration WAIT = Duration.ofSeconds(20);

    /** Rounds over all nodes are ten seconds apart. */
    private static final Duration LONG_WAIT = Duration.ofSeconds(45);

    /** A heartbeat that a test can see. */
    private record Settings(String leaseNamespace) implements AgentConfig.Kubernetes {
        @Override
        public Duration statusInterval() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration leaseDuration() {
            return Duration.ofSeconds(40);
        }

        @Override
        public Duration leaseRenewInterval() {
            return Duration.ofMillis(200);
        }
    }

    /** Gathers what a status says each time that it is written. */
    private record StatusWatcher(List<String> seen) implements Watcher<ContainerSpec> {
        @Override
        public void eventReceived(Action action, ContainerSpec spec) {
            if (spec.getStatus() != null && spec.getStatus().summary() != null) {
                seen.add(spec.getStatus().summary());
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            seen.add(cause.toString());
        }
    }

    private final Workspace workspace;
    private final String node = "upstream-" + NODES.incrementAndGet();
    private final Set<ContainerKey> noticed = new ConcurrentSkipListSet<>();
    private final Link link;
    private final KubernetesClient client;
    private final KubernetesUpstream upstream;

    /** With no other rights than those that the chart gives. */
    KubernetesUpstreamTest(ApiServer server) throws IOException, URISyntaxException {
        workspace = Workspace.on(server);
        Chart chart = Chart.release(node, workspace.namespace());
        chart.objects().stream()
                .filter(object -> !(object instanceof DaemonSet))
                .forEach(object -> server.client().resource(object).create());
        String account = chart.object(ServiceAccount.class).getMetadata().getName();
        link = new Link(server.client().getMasterUrl().toURI());
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(server.client().getConfiguration())
                        .withMasterUrl(link.url())
                        .withImpersonateUsername("system:serviceaccount:" + workspace.namespace() + ":" + account)
                        .build())
                .build();
        upstream = new KubernetesUpstream(client, node, new Settings(workspace.namespace()), Clock.systemUTC());
    }

    @BeforeEach
    void start() {
        workspace
                .server()
                .client()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(node)
                        .addToLabels("disk", "ssd")
                        .endMetadata()
                        .build())
                .create();
        upstream.source().start(this::notice);
        await().atMost(WAIT).until(upstream.source()::synced);
    }

    @AfterEach
    void end() throws IOException {
        upstream.close();
        client.close();
        link.close();
        workspace.server().client().nodes().withName(node).delete();
    }

    @Test
    void showsASpecOfThisNodeOnceItBearsTheFinalizer() {
        ContainerSpec spec = shown("a", "{nodeName: " + node + ", image: redis}");
        assertEquals(List.of("nodens.dev/cleanup"), spec.getMetadata().getFinalizers());
        assertTrue(noticed.contains(key("a")));
        assertEquals(Set.of(key("a")), keys());
    }

    @Test
    void showsNoSpecOfAnotherNode() {
        workspace.apply("other", "{nodeName: elsewhere, image: redis}").succeeded();
        shown("own", "{nodeName: " + node + ", image: redis}");
        assertEquals(Set.of(key("own")), keys());
    }

    @Test
    void aReleaseOfWhatIsNotShownYetHoldsNoFinalizerBack() {
        String many = IntStream.range(0, 12)
                .mapToObj(i -> "{apiVersion: nodens.dev/v1alpha1, kind: ContainerSpec, metadata: {name: a" + i
                        + "}, spec: {nodeName: " + node + ", image: redis}}")
                .collect(Collectors.joining("\n---\n"));
        workspace.applyAll(many).succeeded();
        await().atMost(WAIT).until(() -> keys().size() == 12);
    }

    @Test
    void keepsADeletedSpecUntilItsContainerIsReleased() {
        shown("a", "{nodeName: " + node + ", image: redis}");
        workspace.spec("a").delete();
        await().atMost(WAIT)
                .until(() -> upstream.source()
                        .get(key("a"))
                        .filter(spec -> spec.getMetadata().getDeletionTimestamp() != null)
                        .isPresent());
        assertNotNull(workspace.spec("a").get());
        upstream.publisher().released(key("a"));
        await().atMost(WAIT).until(() -> workspace.spec("a").get() == null);
        await().atMost(WAIT).until(() -> keys().isEmpty());
    }

    @Test
    void releasingASpecThatStaysLeavesItAlone() {
        shown("a", "{nodeName: " + node + ", image: redis}");
        upstream.publisher().released(key("a"));
        upstream.publisher().publish(shown("a"), status("Running", "True"));
        await().atMost(WAIT).until(() -> workspace.column("a", "STATUS").equals("Running"));
        assertEquals(
                List.of("nodens.dev/cleanup"),
                requireNonNull(workspace.spec("a").get()).getMetadata().getFinalizers());
    }

    @Test
    void followsASelectorAsTheNodesLabelsChange() {
        shown("a", "{nodeSelector: {disk: ssd}, image: redis}");
        label("hdd");
        await().atMost(WAIT).until(() -> upstream.source().get(key("a")).isEmpty());
        noticed.clear();
        label("ssd");
        await().atMost(WAIT).until(() -> upstream.source().get(key("a")).isPresent());
        assertTrue(noticed.contains(key("a")));
    }

    @Test
    void writesAStatusOnlyWhenItChangedAndKeepsItsTransitionTimes() {
        ContainerSpec spec = shown("a", "{nodeName: " + node + ", image: redis}");
        upstream.publisher().publish(spec, status("Running", "True"));
        await().atMost(WAIT).until(() -> workspace.column("a", "STATUS").equals("Running"));
        ContainerSpec first = requireNonNull(workspace.spec("a").get());
        upstream.publisher().publish(spec, status("Running", "True"));
        upstream.publisher().publish(spec, status("Stopped", "True"));
        await().atMost(WAIT).until(() -> workspace.column("a", "STATUS").equals("Stopped"));
        ContainerSpec second = requireNonNull(workspace.spec("a").get());
        assertEquals(condition(first).getLastTransitionTime(), condition(second).getLastTransitionTime());
        upstream.publisher().publish(spec, status("Stopped", "False"));
        await().atMost(WAIT)
                .until(() -> condition(requireNonNull(workspace.spec("a").get()))
                        .getStatus()
                        .equals("False"));
    }

    @Test
    void manyStatusesInARowBecomeTwoWrites() {
        ContainerSpec spec = shown("a", "{nodeName: " + node + ", image: redis}");
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Watch _ = workspace.spec("a").watch(new StatusWatcher(seen))) {
            for (int i = 0; i < 100; i++) {
                upstream.publisher().publish(spec, status("State" + i, "True"));
            }
            await().atMost(WAIT).until(() -> seen.contains("State99"));
        }
        assertTrue(seen.size() <= 3, seen::toString);
    }

    @Test
    void anInstancePerNodeHoldsTheStatusOfASelectingSpec() {
        ContainerSpec spec = shown("a", "{nodeSelector: {disk: ssd}, image: redis}");
        upstream.publisher().publish(spec, status("Running", "True"));
        await().atMost(WAIT)
                .until(() -> instances().stream()
                        .map(ContainerInstance::getStatus)
                        .anyMatch(status -> status != null && "Running".equals(status.summary())));
        ContainerInstance instance = instances().getFirst();
        assertEquals(node, instance.getSpec().nodeName());
        assertEquals(
                spec.getMetadata().getUid(),
                instance.getMetadata().getOwnerReferences().getFirst().getUid());
        assertNull(requireNonNull(workspace.spec("a").get()).getStatus());
        upstream.publisher().released(key("a"));
        await().atMost(WAIT).until(() -> instances().isEmpty());
    }

    @Test
    void whatHappenedWhileTheServerWasAwayIsToldWhenItIsBack() {
        ContainerSpec spec = shown("a", "{nodeName: " + node + ", image: redis}");
        link.cut();
        upstream.publisher().publish(spec, status("Running", "True"));
        upstream.publisher().publish(spec, status("Stopped", "True"));
        upstream.publisher().event(spec, Severity.NORMAL, ConditionReason.STOPPED, "it was asked to");
        workspace.apply("b", "{nodeName: " + node + ", image: redis}").succeeded();
        workspace.spec("a").delete();
        assertTrue(upstream.source().get(key("a")).isPresent(), "what is known stays known");
        link.mend();
        await().atMost(LONG_WAIT).until(() -> workspace.column("a", "STATUS").equals("Stopped"));
        await().atMost(LONG_WAIT).until(() -> events().size() == 1);
        await().atMost(LONG_WAIT).until(() -> keys().equals(Set.of(key("a"), key("b"))));
        await().atMost(LONG_WAIT)
                .until(() -> upstream.source()
                        .get(key("a"))
                        .filter(found -> found.getMetadata().getDeletionTimestamp() != null)
                        .isPresent());
        upstream.publisher().released(key("a"));
        await().atMost(LONG_WAIT).until(() -> workspace.spec("a").get() == null);
    }

    @Test
    void oneAgentCountsOverTheNodesOfASelector() {
        ContainerSpec spec = shown("a", "{nodeSelector: {disk: ssd}, image: redis}");
        await().atMost(LONG_WAIT).until(() -> workspace.column("a", "READY").equals("0/1"));
        upstream.publisher().publish(spec, status("Running", "True"));
        await().atMost(LONG_WAIT).until(() -> workspace.column("a", "READY").equals("1/1"));
        assertEquals("Running", workspace.column("a", "STATUS"));
        ContainerSpecStatus counted =
                requireNonNull(requireNonNull(workspace.spec("a").get()).getStatus());
        assertEquals(1, requireNonNull(counted.nodes()).upToDate());
    }

    @Test
    void aNodeThatIsNoMoreHoldsUpNoDeletion() {
        String orphan = "{apiVersion: nodens.dev/v1alpha1, kind: ContainerSpec, "
                + "metadata: {name: a, finalizers: [nodens.dev/cleanup]}, spec: {nodeName: no-more, image: redis}}";
        workspace.applyAll(orphan).succeeded();
        workspace.spec("a").delete();
        await().atMost(LONG_WAIT).until(() -> workspace.spec("a").get() == null);
    }

    @Test
    void theSameEventAgainCountsUpASeries() {
        ContainerSpec spec = shown("a", "{nodeName: " + node + ", image: redis}");
        upstream.publisher().event(spec, Severity.WARNING, ConditionReason.CRASH_LOOP_BACK_OFF, "waits 10 s");
        await().atMost(WAIT).until(() -> events().size() == 1);
        upstream.publisher().event(spec, Severity.WARNING, ConditionReason.CRASH_LOOP_BACK_OFF, "waits 10 s");
        upstream.publisher().event(spec, Severity.WARNING, ConditionReason.CRASH_LOOP_BACK_OFF, "waits 10 s");
        await().atMost(WAIT).until(() -> events().getFirst().getSeries() != null);
        assertEquals(3, events().getFirst().getSeries().getCount());
        assertEquals(1, events().size());
        String described =
                workspace.kubectl("describe", "cspec", "a").succeeded().out();
        assertTrue(described.contains("CrashLoopBackOff"), described);
        assertTrue(described.contains("waits 10 s"), described);
    }

    @Test
    void renewsTheLeaseOfItsNode() {
        await().atMost(WAIT).until(() -> lease() != null);
        Lease first = requireNonNull(lease());
        assertEquals(node, first.getSpec().getHolderIdentity());
        assertEquals(40, first.getSpec().getLeaseDurationSeconds());
        await().atMost(WAIT)
                .until(() -> requireNonNull(lease())
                        .getSpec()
                        .getRenewTime()
                        .isAfter(first.getSpec().getRenewTime()));
        assertTrue(upstream.trouble().isEmpty());
    }

    /** As the reconciler does, which releases whatever it finds no spec for. */
    private void notice(ContainerKey key) {
        noticed.add(key);
        if (upstream.source().get(key).isEmpty()) {
            upstream.publisher().released(key);
        }
    }

    private ContainerSpec shown(String name, String spec) {
        workspace.apply(name, spec).succeeded();
        return shown(name);
    }

    private ContainerSpec shown(String name) {
        await().atMost(WAIT).until(() -> upstream.source().get(key(name)).isPresent());
        return upstream.source().get(key(name)).orElseThrow();
    }

    /** What is shown of this test's own: another may have a spec for every node. */
    private Set<ContainerKey> keys() {
        return upstream.source().keys().stream()
                .filter(key -> key.namespace().equals(workspace.namespace()))
                .collect(Collectors.toSet());
    }

    private ContainerKey key(String name) {
        return new ContainerKey(workspace.namespace(), name);
    }

    private void label(String disk) {
        workspace
                .server()
                .client()
                .nodes()
                .withName(node)
                .edit(found -> new NodeBuilder(found)
                        .editMetadata()
                        .addToLabels("disk", disk)
                        .endMetadata()
                        .build());
    }

    private List<ContainerInstance> instances() {
        return workspace
                .server()
                .client()
                .resources(ContainerInstance.class)
                .inNamespace(workspace.namespace())
                .list()
                .getItems();
    }

    private List<Event> events() {
        return workspace
                .server()
                .client()
                .events()
                .v1()
                .events()
                .inNamespace(workspace.namespace())
                .list()
                .getItems();
    }

    private @Nullable Lease lease() {
        return workspace
                .server()
                .client()
                .leases()
                .inNamespace(workspace.namespace())
                .withName(node)
                .get();
    }

    private static Condition condition(ContainerSpec spec) {
        return requireNonNull(spec.getStatus()).conditions().getFirst();
    }

    private static ContainerSpecStatus status(String summary, String ready) {
        Condition condition = new ConditionBuilder()
                .withType("Ready")
                .withStatus(ready)
                .withReason("Ready")
                .withMessage("it answers")
                .withLastTransitionTime(Instant.now().toString())
                .build();
        return new ContainerSpecStatus(
                1L,
                summary,
                "1/1",
                List.of(condition),
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null);
    }
}
