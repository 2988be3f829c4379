package dev.nodens.tests.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.tests.harness.ApiServer;
import dev.nodens.tests.harness.CommandResult;
import dev.nodens.tests.harness.RequiresCluster;
import org.junit.jupiter.api.Test;

/** What the API server makes of the chart's resource definitions. */
@RequiresCluster
final class ResourceDefinitionsTest {

    private static final String REDIS = """
            apiVersion: nodens.dev/v1alpha1
            kind: ContainerSpec
            metadata: {name: redis}
            spec:
              nodeName: node-1
              rootfs: {path: /}
              command: [redis-server]
              namespaces:
              - {type: pid}
            """;

    @Test
    void aSpecIsAcceptedAndListedByItsShortName(ApiServer server) {
        String namespace = server.newNamespace();
        apply(server, namespace, REDIS).succeeded();
        String listed = server.kubectl(
                        "-n", namespace, "get", "cspec", "--field-selector", "spec.nodeName=node-1", "-o", "name")
                .succeeded()
                .out();
        assertEquals("containerspec.nodens.dev/redis\n", listed);
        assertEquals(
                "",
                server.kubectl(
                                "-n",
                                namespace,
                                "get",
                                "cspec",
                                "--field-selector",
                                "spec.nodeName=node-2",
                                "-o",
                                "name")
                        .succeeded()
                        .out());
    }

    @Test
    void anUnknownNamespaceTypeIsRefusedWithTheAllowedOnes(ApiServer server) {
        CommandResult refused = apply(server, server.newNamespace(), REDIS.replace("type: pid", "type: pidd"))
                .exited(1);
        assertTrue(refused.err().contains("spec.namespaces[0].type"), refused.err());
        assertTrue(refused.err().contains("\"pidd\""), refused.err());
        assertTrue(refused.err().contains("\"network\""), refused.err());
    }

    private static CommandResult apply(ApiServer server, String namespace, String yaml) {
        return server.kubectl()
                .with("-n", namespace, "apply", "-f", "-")
                .withStdin(yaml)
                .run();
    }
}
