package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How far the clocks of a new time namespace are from the host's. */
public record TimeOffsets(
        @JsonPropertyDescription("Added to CLOCK_MONOTONIC.") @Nullable
        TimeOffset monotonic,

        @JsonPropertyDescription("Added to CLOCK_BOOTTIME.") @Nullable
        TimeOffset boottime) {}
