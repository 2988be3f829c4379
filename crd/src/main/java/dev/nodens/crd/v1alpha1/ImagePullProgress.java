package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How far an image is pulled; totals are absent until the manifest is known. */
public record ImagePullProgress(
        @JsonPropertyDescription("Bytes that are here.") long bytesDone,

        @JsonPropertyDescription("Bytes in all.") @Nullable Long bytesTotal,

        @JsonPropertyDescription("Layers that are here.") int layersDone,

        @JsonPropertyDescription("Layers in all.") @Nullable Integer layersTotal) {}
