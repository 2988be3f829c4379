package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** What the container may do with one block device. */
public record IoResources(
        @Required @Size(min = 1, max = 4096) @JsonPropertyDescription("The block device, such as /dev/sda.")
        String path,

        @Min(1) @Max(10000) @JsonPropertyDescription("Share under contention; 100 is usual.") @Nullable
        Integer weight,

        @JsonPropertyDescription("The most bytes read in a second.") @Nullable
        Quantity readBytesPerSecond,

        @JsonPropertyDescription("The most bytes written in a second.") @Nullable
        Quantity writeBytesPerSecond,

        @Min(1) @Max(9007199254740991L) @JsonPropertyDescription("The most read operations in a second.") @Nullable
        Long readOperationsPerSecond,

        @Min(1) @Max(9007199254740991L) @JsonPropertyDescription("The most write operations in a second.") @Nullable
        Long writeOperationsPerSecond) {}
