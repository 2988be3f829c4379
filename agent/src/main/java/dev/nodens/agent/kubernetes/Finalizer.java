package dev.nodens.agent.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;

/** Keeps a ContainerSpec until what its node holds for it is cleaned up. */
final class Finalizer {

    static final String NAME = "nodens.dev/cleanup";

    private final KubernetesClient client;

    Finalizer(KubernetesClient client) {
        this.client = client;
    }

    static boolean on(ContainerSpec spec) {
        return spec.getMetadata().getFinalizers().contains(NAME);
    }

    static boolean deleting(ContainerSpec spec) {
        return spec.getMetadata().getDeletionTimestamp() != null;
    }

    /** Puts the finalizer on, unless the spec is being deleted, when the API server would refuse it. */
    void add(ContainerKey key) {
        ContainerSpec spec = resource(key).get();
        if (spec != null && !on(spec) && !deleting(spec)) {
            List<String> finalizers = new ArrayList<>(spec.getMetadata().getFinalizers());
            finalizers.add(NAME);
            replace(key, spec.getMetadata(), finalizers);
        }
    }

    /** Takes the finalizer off a spec that is being deleted. */
    void remove(ContainerKey key) {
        ContainerSpec spec = resource(key).get();
        if (spec != null && on(spec) && deleting(spec)) {
            List<String> finalizers = new ArrayList<>(spec.getMetadata().getFinalizers());
            finalizers.remove(NAME);
            replace(key, spec.getMetadata(), finalizers);
        }
    }

    /** The list is replaced as a whole: with the resourceVersion a concurrent change makes it a conflict, to be tried again. */
    private void replace(ContainerKey key, ObjectMeta read, List<String> finalizers) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata").put("resourceVersion", read.getResourceVersion());
        ArrayNode list = metadata.putArray("finalizers");
        finalizers.forEach(list::add);
        resource(key).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }

    private Resource<ContainerSpec> resource(ContainerKey key) {
        return client.resources(ContainerSpec.class)
                .inNamespace(key.namespace())
                .withName(key.name());
    }
}
