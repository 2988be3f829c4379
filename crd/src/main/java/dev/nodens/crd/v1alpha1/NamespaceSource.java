package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One namespace of the container: a new one, or joined by at most one of path, host, containerRef and podRef. */
@ValidationRule(
        value =
                "[has(self.path), has(self.host) && self.host, has(self.containerRef), has(self.podRef)].filter(s, s).size() <= 1",
        message = "a namespace must have at most one of path, host: true, containerRef and podRef")
public record NamespaceSource(
        @Required @JsonPropertyDescription("The namespace's type, as in OCI's config.json.")
        NamespaceKind type,

        @Size(min = 1, max = 4096)
        @Pattern("^/.*$")
        @JsonPropertyDescription("Join the namespace of this absolute file of the host, such as /proc/1/ns/net.")
        @Nullable
        String path,

        @JsonPropertyDescription("True: stay in the host's namespace. False is the same as absent: a new one.")
        @Nullable
        Boolean host,

        @JsonPropertyDescription("Join the namespace of another ContainerSpec of this namespace and node.") @Nullable
        ContainerReference containerRef,

        @JsonPropertyDescription("Join the namespace of a Pod's container on this node.") @Nullable
        PodReference podRef,

        @Default("Restart")
        @JsonPropertyDescription("What is done when the target of containerRef or podRef ends or is replaced.")
        @Nullable
        TargetExitPolicy onTargetExit) {}
