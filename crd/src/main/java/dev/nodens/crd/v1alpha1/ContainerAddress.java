package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** One network address of the container. */
public record ContainerAddress(
        @Required @JsonPropertyDescription("The IPv4 or IPv6 address.")
        String ip,

        @JsonProperty("interface") @JsonPropertyDescription("The device in the container that has it.") @Nullable
        String device) {}
