package dev.nodens.agent.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.agent.config.AgentConfig;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The node's heartbeat: a Lease of the node's name, renewed while the agent lives. */
final class NodeLease {

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private final KubernetesClient client;
    private final String nodeName;
    private final AgentConfig.Kubernetes config;
    private final Clock clock;

    NodeLease(KubernetesClient client, String nodeName, AgentConfig.Kubernetes config, Clock clock) {
        this.client = client;
        this.nodeName = nodeName;
        this.config = config;
        this.clock = clock;
    }

    void renew() {
        try {
            client.leases()
                    .inNamespace(config.leaseNamespace())
                    .withName(nodeName)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), renewal());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            create();
        }
    }

    private String renewal() {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec")
                .put("holderIdentity", nodeName)
                .put("leaseDurationSeconds", seconds())
                .put("renewTime", MICROS.format(now()));
        return patch.toString();
    }

    private void create() {
        client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName(nodeName)
                        .withNamespace(config.leaseNamespace())
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(nodeName)
                        .withLeaseDurationSeconds(seconds())
                        .withAcquireTime(now())
                        .withRenewTime(now())
                        .endSpec()
                        .build())
                .create();
    }

    private int seconds() {
        return Math.toIntExact(config.leaseDuration().toSeconds());
    }

    private ZonedDateTime now() {
        return clock.instant().atZone(ZoneOffset.UTC);
    }
}
