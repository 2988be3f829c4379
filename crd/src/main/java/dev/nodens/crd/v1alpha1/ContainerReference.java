package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Another ContainerSpec of the same namespace, on the same node. */
public record ContainerReference(
        @Required
        @Size(min = 1, max = 253)
        @JsonPropertyDescription("The name of a ContainerSpec in the same namespace.")
        String name) {}
