package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The NUMA memory policy of set_mempolicy(2), as in OCI's config.json. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MemoryPolicy(
        @Required @JsonPropertyDescription("The mode.") MemoryPolicyMode mode,

        @Size(min = 1, max = 1024)
        @Pattern("^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$")
        @JsonPropertyDescription("Memory nodes, such as '0-1'.")
        @Nullable
        String nodes,

        @JsonPropertyDescription("Flags.") List<MemoryPolicyFlag> flags) {

    public MemoryPolicy {
        flags = Defaults.list(flags);
    }
}
