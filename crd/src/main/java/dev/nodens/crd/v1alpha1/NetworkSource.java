package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** What connects a new network namespace; without it there is only a loopback device, up. */
public record NetworkSource(
        @Required
        @Size(min = 1, max = 253)
        @JsonPropertyDescription("The name of a CNI network list in the node's CNI folder.")
        String cni) {}
