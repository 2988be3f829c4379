package dev.nodens.agent.desired;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A digest of what only a restart can change. It is taken of the spec as the user gave it and not of the OCI config made
 * from it: a newer agent that translates the same spec differently must leave running containers alone.
 */
final class SpecHash {

    /** What is applied in place, or has no effect on the process. Everything else, also a field yet unknown, restarts. */
    private static final Set<String> IN_PLACE = Set.of(
            "nodeName",
            "nodeSelector",
            "imagePullPolicy",
            "imagePullSecrets",
            "resources",
            "restartPolicy",
            "restartRules",
            "backoff",
            "desiredState",
            "livenessProbe",
            "readinessProbe",
            "startupProbe",
            "lifecycle",
            "terminationGracePeriodSeconds",
            "stopSignal",
            "dependsOn",
            "onConfigChange",
            "schedule",
            "ports");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .serializationInclusion(JsonInclude.Include.NON_EMPTY)
            .build();

    private static final int LENGTH = 16;

    private SpecHash() {}

    static String of(ContainerSpecSpec spec) {
        ObjectNode tree = JSON.valueToTree(spec);
        return digest(tree.remove(IN_PLACE));
    }

    static String digest(@Nullable Object value) {
        return ContainerIds.sha256(JSON.valueToTree(value).toString()).substring(0, LENGTH);
    }
}
