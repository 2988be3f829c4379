package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the container may use (limits) and what it is given under pressure (requests); changed in place. */
@ValidationRule(
        value = "!has(self.limits) || self.limits.all(k, k in ['cpu', 'memory'] || k.startsWith('hugepages-'))",
        message = "limits must name cpu, memory or hugepages-SIZE")
@ValidationRule(
        value = "!has(self.requests) || self.requests.all(k, k in ['cpu', 'memory'])",
        message = "requests must name cpu or memory")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerResources(
        @Size(max = 32) @JsonPropertyDescription("Upper bounds by resource: cpu, memory and hugepages-SIZE.")
        Map<String, Quantity> limits,

        @Size(max = 32)
        @JsonPropertyDescription(
                "What is kept for the container under pressure, by resource: cpu (as weight) and memory (as low).")
        Map<String, Quantity> requests,

        @Min(1) @Max(4194304) @JsonPropertyDescription("The most processes and threads.") @Nullable
        Long pids,

        @JsonPropertyDescription("The most swap, beside memory; 0 for none.") @Nullable
        Quantity swap,

        @JsonPropertyDescription("The CPUs and memory nodes it may use.") @Nullable
        Cpuset cpuset,

        @JsonPropertyDescription("Bounds and weights per block device.")
        List<IoResources> io,

        @JsonPropertyDescription("Files of cgroup v2 by name, written as they are after everything else.")
        Map<String, String> unified) {

    public ContainerResources {
        limits = Defaults.map(limits);
        requests = Defaults.map(requests);
        io = Defaults.list(io);
        unified = Defaults.map(unified);
    }
}
