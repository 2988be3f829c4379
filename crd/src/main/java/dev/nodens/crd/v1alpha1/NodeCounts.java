package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** How a ContainerSpec with a nodeSelector does over its nodes. */
public record NodeCounts(
        @JsonPropertyDescription("Nodes that the selector matches.")
        int desired,

        @JsonPropertyDescription("Nodes that have an instance.")
        int current,

        @JsonPropertyDescription("Nodes whose instance is Ready.")
        int ready,

        @JsonPropertyDescription("Nodes whose instance is of the newest generation.")
        int upToDate,

        @JsonPropertyDescription("Nodes whose instance failed.")
        int failed,

        @JsonPropertyDescription("Nodes that have not been heard of lately.")
        int unknown,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonPropertyDescription("The first ten nodes that failed.")
        List<String> failedNodes) {

    public NodeCounts {
        failedNodes = Defaults.list(failedNodes);
    }
}
