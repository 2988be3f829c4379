package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Another ContainerSpec that must have come so far before this container is started. */
public record Dependency(
        @Required
        @Size(min = 1, max = 253)
        @JsonPropertyDescription("The name of a ContainerSpec in the same namespace.")
        String name,

        @Default("Started") @JsonPropertyDescription("What it must have reached.") @Nullable
        DependencyCondition condition) {}
