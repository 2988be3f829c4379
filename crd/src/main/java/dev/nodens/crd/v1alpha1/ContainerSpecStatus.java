package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ContainerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the container. With {@code nodeName} the agent of that node writes all of it; with {@code nodeSelector} only
 * the conditions, the columns and {@code nodes} are set here, and the rest stands in each node's {@link ContainerInstance}.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerSpecStatus(
        @Min(0)
        @Max(9007199254740991L)
        @JsonPropertyDescription("The metadata.generation that this status is of.")
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription(
                "One word, as kubectl get pods would say: Running, Pulling, CrashLoopBackOff, Completed, Error, Init.")
        @Nullable
        String summary,

        @JsonPropertyDescription("How many of how many containers are ready, such as 1/1.") @Nullable
        String readiness,

        @JsonPropertyDescription(
                "Accepted, DependenciesMet, ImageReady, Created, Running, Ready, UpToDate and Degraded.")
        List<Condition> conditions,

        @JsonPropertyDescription("The node that the container is on.") @Nullable
        String nodeName,

        @JsonPropertyDescription("The container's id, nodens://ID.") @Nullable
        String containerID,

        @JsonPropertyDescription("The process id of its first process, on the host.") @Nullable
        Integer pid,

        @JsonPropertyDescription("What it is now.") @Nullable
        ContainerState state,

        @JsonPropertyDescription("How it ended the last time.") @Nullable
        ContainerState lastState,

        @JsonPropertyDescription("How often it was started again.") @Nullable
        Integer restartCount,

        @JsonPropertyDescription("When it will be started again, RFC 3339.") @Nullable
        String nextRestartTime,

        @JsonPropertyDescription("The image and how far it is pulled.") @Nullable
        ImageStatus image,

        @JsonPropertyDescription("The namespaces it is in.") List<NamespaceStatus> namespaces,

        @JsonPropertyDescription("Its network addresses.") List<ContainerAddress> addresses,

        @JsonPropertyDescription("The resources in effect.") @Nullable
        ContainerResources appliedResources,

        @JsonPropertyDescription("Counts over the nodes of a nodeSelector.") @Nullable
        NodeCounts nodes) {

    public ContainerSpecStatus {
        conditions = Defaults.list(conditions);
        namespaces = Defaults.list(namespaces);
        addresses = Defaults.list(addresses);
    }
}
