package dev.nodens.tests.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.crd.v1alpha1.ContainerInstance;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import dev.nodens.tests.harness.AgentProcess;
import dev.nodens.tests.harness.ApiServer;
import dev.nodens.tests.harness.ContainerProcess;
import dev.nodens.tests.harness.RequiresCluster;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole way: from kubectl through a real API server and the agent to processes, and back to kubectl. */
@RequiresCluster
@RequiresRoot
@NullUnmarked
class ClusterAgentTest {

    private static final AtomicInteger NODES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MANY = 50;

    private final String node = "agent-" + NODES.incrementAndGet();
    private Workspace workspace;
    private TestHost host;
    private AgentProcess.Options options;
    private AgentProcess agent;

    @BeforeEach
    void start(TestHost folders, ApiServer server) {
        host = folders;
        host.rootfs("rootfs");
        workspace = Workspace.on(server);
        server.client()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(node)
                        .addToLabels("test", node)
                        .endMetadata()
                        .build())
                .create();
        options = AgentProcess.Options.cluster(host, server, node)
                .with("NODENS_KUBERNETES_LEASE_NAMESPACE", workspace.namespace());
        agent = options.start().awaitReady();
    }

    @AfterEach
    void end() {
        workspace.specs().delete();
        awaitContainers(0);
        await().atMost(PATIENCE).until(() -> workspace.specs().list().getItems().isEmpty());
        agent.stop();
        workspace.server().client().nodes().withName(node).delete();
    }

    @Test
    void runsWhatIsAppliedAndShowsIt() {
        workspace.apply("web", onThisNode("600")).succeeded();
        awaitReady("web");
        ContainerProcess process = awaitContainers(1).getFirst();
        assertEquals(node, workspace.column("web", "NODE"));
        assertEquals("Running", workspace.column("web", "STATUS"));
        assertEquals("1/1", workspace.column("web", "READY"));
        assertEquals(Long.toString(process.pid()), workspace.column("web", "PID"));
        String described =
                workspace.kubectl("describe", "cspec", "web").succeeded().out();
        assertTrue(described.contains("Started"), described);
    }

    @Test
    void restartsOnceWhenTheArgumentsChange() {
        workspace.apply("web", onThisNode("600")).succeeded();
        awaitReady("web");
        ContainerProcess before = awaitContainers(1).getFirst();
        workspace.apply("web", onThisNode("601")).succeeded();
        await().atMost(PATIENCE).until(() -> isUpToDate("web"));
        ContainerProcess after = awaitContainers(1).getFirst();
        assertNotEquals(before.pid(), after.pid());
        workspace.apply("web", onThisNode("601")).succeeded();
        workspace.kubectl("label", "cspec", "web", "touched=yes").succeeded();
        await().during(Duration.ofSeconds(2))
                .atMost(PATIENCE)
                .until(() -> host.containers().equals(List.of(after)));
    }

    @Test
    void deletesTheContainerBeforeTheObjectGoes() {
        workspace.apply("web", onThisNode("600")).succeeded();
        awaitReady("web");
        workspace.kubectl("delete", "cspec", "web", "--timeout=60s").succeeded();
        assertEquals(List.of(), host.containers());
    }

    @Test
    void manyOnOneNodeAllBecomeReadyAndAllGo() {
        workspace.applyAll(manifests(MANY)).succeeded();
        await().atMost(PATIENCE).until(() -> ready() == MANY);
        awaitContainers(MANY);
        workspace.kubectl("delete", "cspec", "--all", "--timeout=120s").succeeded();
        assertEquals(List.of(), host.containers());
    }

    @Test
    void containersKeepTheirPidsWhenTheAgentIsKilled() {
        workspace.applyAll(manifests(5)).succeeded();
        List<ContainerProcess> before = awaitContainers(5);
        agent.kill();
        assertEquals(before, host.containers());
        agent = options.start().awaitReady();
        await().atMost(PATIENCE).until(() -> ready() == 5);
        assertEquals(before, host.containers());
    }

    @Test
    void nothingIsDoubledOrLostWhenTheAgentIsKilledAmidCreations() {
        workspace.applyAll(manifests(20)).succeeded();
        await().atMost(PATIENCE).until(() -> !host.containers().isEmpty());
        agent.kill();
        List<ContainerProcess> made = host.containers();
        agent = options.start().awaitReady();
        await().atMost(PATIENCE).until(() -> ready() == 20);
        List<ContainerProcess> after = awaitContainers(20);
        assertTrue(after.containsAll(made), () -> made + " are not all among " + after);
    }

    @Test
    void aSelectorRunsOneHereAndTellsOfItInAnInstance() {
        workspace
                .apply("everywhere", spec("nodeSelector: {test: " + node + "}", "600"))
                .succeeded();
        awaitContainers(1);
        await().atMost(PATIENCE)
                .until(() -> workspace
                        .server()
                        .client()
                        .resources(ContainerInstance.class)
                        .inNamespace(workspace.namespace())
                        .list()
                        .getItems()
                        .stream()
                        .anyMatch(instance -> isReady(instance.getStatus())));
    }

    @Test
    void whatOnlyTheNodeCanKnowIsToldInTheStatus() {
        workspace
                .apply("web", "{nodeName: " + node + ", rootfs: {path: /no/such/folder}, args: [a]}")
                .succeeded();
        String told = "found nothing at \"/no/such/folder\"";
        await().atMost(PATIENCE).until(() -> messages("web").contains(told));
        assertEquals(List.of(), host.containers());
    }

    private String onThisNode(String seconds) {
        return spec("nodeName: " + node, seconds);
    }

    private String spec(String where, String seconds) {
        return "{%s, rootfs: {path: %s}, command: [sleep], args: ['%s'], stopSignal: SIGKILL}"
                .formatted(where, host.base().resolve("rootfs"), seconds);
    }

    private String manifests(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{apiVersion: nodens.dev/v1alpha1, kind: ContainerSpec, metadata: {name: c%d}, spec: %s}"
                        .formatted(i, onThisNode("600")))
                .collect(Collectors.joining("\n---\n"));
    }

    private List<ContainerProcess> awaitContainers(int count) {
        return await(count + " containers")
                .atMost(PATIENCE)
                .until(() -> host.containers(), found -> found.size() == count);
    }

    private void awaitReady(String name) {
        await(name + " to be ready").atMost(PATIENCE).until(() -> isReady(status(name)));
    }

    private long ready() {
        return workspace.specs().list().getItems().stream()
                .filter(spec -> isReady(spec.getStatus()))
                .count();
    }

    private @Nullable ContainerSpecStatus status(String name) {
        ContainerSpec spec = workspace.spec(name).get();
        return spec == null ? null : spec.getStatus();
    }

    private String messages(String name) {
        ContainerSpecStatus status = status(name);
        return status == null
                ? ""
                : status.conditions().stream().map(Condition::getMessage).collect(Collectors.joining("; "));
    }

    private boolean isUpToDate(String name) {
        ContainerSpec spec = workspace.spec(name).get();
        ContainerSpecStatus status = spec == null ? null : spec.getStatus();
        return spec != null
                && status != null
                && spec.getMetadata().getGeneration().equals(status.observedGeneration())
                && isReady(status)
                && is(status, "UpToDate");
    }

    private static boolean isReady(@Nullable ContainerSpecStatus status) {
        return status != null && is(status, "Ready");
    }

    private static boolean is(ContainerSpecStatus status, String type) {
        return status.conditions().stream()
                .anyMatch(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()));
    }
}
