package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How far an image is pulled; totals are absent until the manifest is known. */
public record ImagePullProgress(
        @Min(0) @Max(9007199254740991L) @JsonPropertyDescription("Bytes that are here.")
        long bytesDone,

        @Min(0) @Max(9007199254740991L) @JsonPropertyDescription("Bytes in all.") @Nullable
        Long bytesTotal,

        @JsonPropertyDescription("Layers that are here.") int layersDone,

        @JsonPropertyDescription("Layers in all.") @Nullable Integer layersTotal) {}
