package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** An offset of a clock; the parts are added. */
public record TimeOffset(
        @Min(-9007199254740991L)
        @Max(9007199254740991L)
        @JsonPropertyDescription("Seconds, negative for the past.")
        @Nullable
        Long secs,

        @Min(0) @Max(999999999) @JsonPropertyDescription("Nanoseconds.") @Nullable
        Long nanosecs) {}
