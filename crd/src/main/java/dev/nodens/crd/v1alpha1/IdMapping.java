package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** One range of user or group ids: {@code size} ids from {@code containerID} inside are those from {@code hostID} outside. */
public record IdMapping(
        @Required @Min(0) @Max(4294967294L) @JsonPropertyDescription("The first id in the container.")
        long containerID,

        @Required @Min(0) @Max(4294967294L) @JsonPropertyDescription("The first id on the host.")
        long hostID,

        @Required @Min(1) @Max(4294967295L) @JsonPropertyDescription("How many ids.")
        long size) {}
