package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How long restarts wait: doubling from the first to the longest wait, and afresh after a long enough run. */
@ValidationRule(value = "self.initialSeconds <= self.maxSeconds", message = "initialSeconds must be at most maxSeconds")
public record Backoff(
        @Default("10") @Min(0) @Max(86400) @JsonPropertyDescription("The first wait in seconds.") @Nullable
        Integer initialSeconds,

        @Default("300") @Min(1) @Max(86400) @JsonPropertyDescription("The longest wait in seconds.") @Nullable
        Integer maxSeconds,

        @Default("600")
        @Min(1)
        @Max(604800)
        @JsonPropertyDescription("After a run of so many seconds the next wait is the first again.")
        @Nullable
        Integer resetAfterSeconds) {}
