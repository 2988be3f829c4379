package dev.nodens.agent.desired;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.runtime.ContainerId;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Ids that follow from the object, so that an agent that knows nothing finds the container of a spec. */
public final class ContainerIds {

    private static final int NAME_LIMIT = 150;
    private static final int DIGEST_CHARACTERS = 12;

    private ContainerIds() {}

    /**
     * {@code NAMESPACE_NAME_DIGEST}: readable, and at most 227 characters where a file name may have 255. The digest tells
     * objects apart that had the same name one after the other, and long names that begin alike.
     */
    public static ContainerId of(ContainerKey key, String uid) {
        String name =
                key.name().length() <= NAME_LIMIT ? key.name() : key.name().substring(0, NAME_LIMIT);
        String digest = sha256(key + "/" + uid).substring(0, DIGEST_CHARACTERS);
        return new ContainerId(key.namespace() + "_" + name + "_" + digest);
    }

    /** The id of the container of an object. */
    public static ContainerId of(ObjectMeta metadata) {
        return of(keyOf(metadata), uidOf(metadata));
    }

    /** The key of an object; a manifest without a namespace is in {@code default}, as with kubectl. */
    public static ContainerKey keyOf(ObjectMeta metadata) {
        return new ContainerKey(Optional.ofNullable(metadata.getNamespace()).orElse("default"), metadata.getName());
    }

    static String uidOf(ObjectMeta metadata) {
        return Optional.ofNullable(metadata.getUid()).orElse("");
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
