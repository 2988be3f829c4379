package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The image that the container is made from. */
public record ImageStatus(
        @JsonPropertyDescription("The name as it was resolved.") @Nullable
        String name,

        @JsonPropertyDescription("The digest of its manifest, sha256:….") @Nullable
        String digest,

        @JsonPropertyDescription("How far the pull is, while it goes on.") @Nullable
        ImagePullProgress pull) {}
