package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** The I/O priority of the container's process, as in OCI's config.json. */
public record IoPriority(
        @Required @JsonProperty("class") @JsonPropertyDescription("The class.")
        IoPriorityClass ioClass,

        @Required @Min(0) @Max(7) @JsonPropertyDescription("The priority within the class; 0 is the highest.")
        int priority) {}
