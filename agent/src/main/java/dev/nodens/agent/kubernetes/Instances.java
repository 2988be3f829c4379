package dev.nodens.agent.kubernetes;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerInstance;
import dev.nodens.crd.v1alpha1.ContainerInstanceSpec;
import dev.nodens.crd.v1alpha1.ContainerReference;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * This node's ContainerInstances, one for each nodeSelector spec that runs here. Only this node writes them; the spec owns them,
 * so that they go with it.
 */
final class Instances {

    private static final int LONGEST_NAME = 253;
    private static final int HASH_DIGITS = 10;

    private final KubernetesClient client;
    private final String nodeName;

    Instances(KubernetesClient client, String nodeName) {
        this.client = client;
        this.nodeName = nodeName;
    }

    /** Writes the status, into a new instance if need be; one that an earlier spec of the same name left is replaced. */
    void write(ContainerSpec spec, StatusDocument status) {
        Resource<ContainerInstance> resource = resource(KubernetesSource.key(spec));
        ContainerInstance found = resource.get();
        if (found != null && !isOwned(found, spec)) {
            resource.delete();
            found = null;
        }
        ContainerInstance instance =
                found == null ? client.resource(instance(spec)).create() : found;
        String patch = status.after(StatusDocument.of(instance.getStatus()))
                .patch(instance.getMetadata().getUid());
        resource.subresource("status").patch(PatchContext.of(PatchType.JSON), patch);
    }

    void delete(ContainerKey key) {
        resource(key).delete();
    }

    /** Readable and, by the hash over both parts, unlike that of any other pair. */
    static String name(String spec, String node) {
        String hash = HexFormat.of().formatHex(sha256(spec + "/" + node)).substring(0, HASH_DIGITS);
        String readable = spec + "-" + node;
        int room = LONGEST_NAME - HASH_DIGITS - 1;
        String kept = readable.length() <= room
                ? readable
                : readable.substring(0, room).replaceAll("[-.]+$", "");
        return kept + "-" + hash;
    }

    private Resource<ContainerInstance> resource(ContainerKey key) {
        return client.resources(ContainerInstance.class)
                .inNamespace(key.namespace())
                .withName(name(key.name(), nodeName));
    }

    static boolean isOwned(ContainerInstance instance, ContainerSpec spec) {
        return instance.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(spec.getMetadata().getUid()));
    }

    private ContainerInstance instance(ContainerSpec spec) {
        ContainerInstance instance = new ContainerInstance();
        instance.setMetadata(new ObjectMetaBuilder()
                .withNamespace(spec.getMetadata().getNamespace())
                .withName(name(spec.getMetadata().getName(), nodeName))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(spec.getApiVersion())
                        .withKind(spec.getKind())
                        .withName(spec.getMetadata().getName())
                        .withUid(spec.getMetadata().getUid())
                        .withController(true)
                        .build())
                .build());
        instance.setSpec(new ContainerInstanceSpec(
                nodeName, new ContainerReference(spec.getMetadata().getName())));
        return instance;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
