package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** How the container's output is kept. */
public record Logging(
        @Default("10Mi") @JsonPropertyDescription("The size at which a log file is rotated.") @Nullable
        Quantity maxSize,

        @Default("5") @Min(1) @Max(100) @JsonPropertyDescription("How many files are kept.") @Nullable
        Integer maxFiles,

        @Default("Block")
        @JsonPropertyDescription("What happens when output comes faster than it can be written.")
        @Nullable
        WhenLogFull whenFull) {}
