package dev.nodens.agent.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.jspecify.annotations.Nullable;

/** A status as the API server is to hold it. */
record StatusDocument(JsonNode json) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The CRD's bound for messages; a container may have written more into one. */
    private static final int LONGEST_MESSAGE = 32768;

    static StatusDocument of(@Nullable ContainerSpecStatus status) {
        JsonNode json = status == null ? JsonNodeFactory.instance.objectNode() : MAPPER.valueToTree(status);
        json.findParents("message").forEach(parent -> shorten((ObjectNode) parent));
        return new StatusDocument(json);
    }

    /** The same with the transition times of the status before, for conditions that have not changed their status since. */
    StatusDocument after(StatusDocument before) {
        ObjectNode result = json.deepCopy();
        for (JsonNode condition : result.path("conditions")) {
            for (JsonNode earlier : before.json.path("conditions")) {
                if (same("type", condition, earlier) && same("status", condition, earlier)) {
                    ((ObjectNode) condition).set("lastTransitionTime", earlier.path("lastTransitionTime"));
                }
            }
        }
        return new StatusDocument(result);
    }

    /** A JSON patch that replaces the status as a whole, and only of the object with that uid. */
    String patch(String uid) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject().put("op", "test").put("path", "/metadata/uid").put("value", uid);
        patch.addObject().put("op", "add").put("path", "/status").set("value", json);
        return patch.toString();
    }

    /** Writes the status of one ContainerSpec. */
    static void write(KubernetesClient client, ContainerKey key, String uid, StatusDocument status) {
        client.resources(ContainerSpec.class)
                .inNamespace(key.namespace())
                .withName(key.name())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON), status.patch(uid));
    }

    private static boolean same(String field, JsonNode one, JsonNode other) {
        return one.path(field).equals(other.path(field));
    }

    private static void shorten(ObjectNode parent) {
        String message = parent.path("message").asText();
        if (message.length() > LONGEST_MESSAGE) {
            parent.set("message", TextNode.valueOf(message.substring(0, LONGEST_MESSAGE - 1) + "…"));
        }
    }
}
