package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Which ContainerSpec this instance is of, and on which node it is. */
@ValidationRule(value = "self == oldSelf", message = "an instance must keep its node and its ContainerSpec")
public record ContainerInstanceSpec(
        @Required
        @SelectableField
        @Size(min = 1, max = 253)
        @JsonPropertyDescription("The node whose agent writes this object.")
        String nodeName,

        @Required @JsonPropertyDescription("The ContainerSpec in this namespace that this is an instance of.")
        ContainerReference containerRef) {}
