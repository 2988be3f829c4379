package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One container of a Pod on the same node. */
public record PodReference(
        @Required @Size(min = 1, max = 253) @JsonPropertyDescription("The name of the Pod.")
        String name,

        @Size(min = 1, max = 63)
        @JsonPropertyDescription("The namespace of the Pod; that of the ContainerSpec when absent.")
        @Nullable
        String namespace,

        @Size(min = 1, max = 63)
        @JsonPropertyDescription("The container of the Pod; its first one when absent.")
        @Nullable
        String container) {}
