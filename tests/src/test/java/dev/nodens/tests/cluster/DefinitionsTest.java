package dev.nodens.tests.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.tests.harness.ApiServer;
import dev.nodens.tests.harness.Chart;
import dev.nodens.tests.harness.CommandResult;
import dev.nodens.tests.harness.RequiresCluster;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the resource definitions promise to a person with kubectl. */
@RequiresCluster
class DefinitionsTest {

    private static final String STATUS = """
            [{"op": "add", "path": "/status", "value": {"summary": "Running", "readiness": "1/1", "restartCount": 2, "pid": 42,
              "containerID": "nodens://a", "addresses": [{"ip": "10.0.0.9"}]}}]
            """;

    private final Workspace workspace;

    DefinitionsTest(ApiServer server) {
        workspace = Workspace.on(server);
    }

    @BeforeEach
    void applyOne() {
        workspace.apply("redis", "{nodeName: node-1, image: 'redis:7'}").succeeded();
    }

    @Test
    void showsTheColumnsUnderTheShortName() {
        workspace.spec("redis").subresource("status").patch(PatchContext.of(PatchType.JSON), STATUS);
        String header = workspace
                .kubectl("get", "cspec", "-o", "wide")
                .succeeded()
                .out()
                .lines()
                .findFirst()
                .orElse("");
        assertEquals(
                List.of("NAME", "NODE", "STATUS", "READY", "RESTARTS", "AGE", "IMAGE", "PID", "IP", "CONTAINER-ID"),
                List.of(header.split(" +")));
        assertEquals("node-1", workspace.column("redis", "NODE"));
        assertEquals("Running", workspace.column("redis", "STATUS"));
        assertEquals("1/1", workspace.column("redis", "READY"));
        assertEquals("2", workspace.column("redis", "RESTARTS"));
        assertEquals("redis:7", workspace.column("redis", "IMAGE"));
        assertEquals("42", workspace.column("redis", "PID"));
        assertEquals("10.0.0.9", workspace.column("redis", "IP"));
        assertEquals("nodens://a", workspace.column("redis", "CONTAINER-ID"));
    }

    @Test
    void belongsToTheCategory() {
        assertEquals(
                "containerspec.nodens.dev/redis",
                workspace
                        .kubectl("get", "nodens", "-o", "name")
                        .succeeded()
                        .out()
                        .strip());
    }

    @Test
    void selectsByNodeOnTheServer() {
        workspace.apply("everywhere", "{nodeSelector: {}, image: redis}").succeeded();
        assertEquals("containerspec.nodens.dev/redis", selected("spec.nodeName=node-1"));
        assertEquals("containerspec.nodens.dev/everywhere", selected("spec.nodeName="));
        assertEquals("", selected("spec.nodeName=node-2"));
    }

    @Test
    void keepsTheNode() {
        CommandResult moved =
                workspace.apply("redis", "{nodeName: node-2, image: 'redis:7'}").exited(1);
        assertTrue(
                moved.err().contains("nodeName must stay as it is; make a new object for another node"), moved.err());
        CommandResult spread =
                workspace.apply("redis", "{nodeSelector: {}, image: 'redis:7'}").exited(1);
        assertTrue(spread.err().contains("a spec must keep to nodeName or to nodeSelector"), spread.err());
    }

    @Test
    void mergesNamespacesByType() {
        String[] one = {"--server-side", "--field-manager=one"};
        String[] two = {"--server-side", "--field-manager=two"};
        workspace
                .apply("a", "{nodeName: node-1, image: i, namespaces: [{type: pid, host: true}]}", one)
                .succeeded();
        workspace
                .apply("a", "{nodeName: node-1, image: i, namespaces: [{type: network}]}", two)
                .succeeded();
        String types = "jsonpath={.spec.namespaces[*].type}";
        assertEquals(
                "pid network",
                workspace.kubectl("get", "cspec", "a", "-o", types).succeeded().out());
    }

    @Test
    void explainsAField() {
        String told = workspace
                .kubectl("explain", "cspec.spec.namespaces.containerRef")
                .succeeded()
                .out();
        assertTrue(told.contains("Join the namespace of another ContainerSpec"), told);
    }

    @Test
    void acceptsWhatTheChartInstalls() {
        Chart.release("nodens", workspace.namespace())
                .objects()
                .forEach(object -> workspace
                        .server()
                        .client()
                        .resource(object)
                        .dryRun()
                        .fieldValidation(Validation.STRICT)
                        .create());
    }

    private String selected(String fields) {
        return workspace
                .kubectl("get", "cspec", "-o", "name", "--field-selector", fields)
                .succeeded()
                .out()
                .strip();
    }
}
