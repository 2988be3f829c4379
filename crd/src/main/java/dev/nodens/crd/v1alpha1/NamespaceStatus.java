package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** One namespace that the container is in. */
public record NamespaceStatus(
        @Required @JsonPropertyDescription("Its type.") NamespaceKind type,

        @Min(0) @Max(9007199254740991L) @JsonPropertyDescription("Its inode, as ls -l /proc/PID/ns shows it.") @Nullable
        Long inode,

        @JsonPropertyDescription(
                "Where it was joined from: host, a path, containerspec/NAME or pod/NAMESPACE/NAME/CONTAINER; absent for a new one.")
        @Nullable
        String joinedFrom) {}
