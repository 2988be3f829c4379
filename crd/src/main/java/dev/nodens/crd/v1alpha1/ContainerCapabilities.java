package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** Capability names with or without {@code CAP_}; {@code ALL} for all of them. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerCapabilities(
        @JsonPropertyDescription("Added to the default set.")
        List<String> add,

        @JsonPropertyDescription("Taken from the default set.")
        List<String> drop,

        @JsonPropertyDescription("Kept across exec for users other than 0; must be among those the container has.")
        List<String> ambient) {

    public ContainerCapabilities {
        add = Defaults.list(add);
        drop = Defaults.list(drop);
        ambient = Defaults.list(ambient);
    }
}
