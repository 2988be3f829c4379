package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A network device of the host that is moved into the container's network namespace. */
public record NetDevice(
        @Required @Size(min = 1, max = 15) @JsonPropertyDescription("Its name on the host.")
        String hostName,

        @Size(min = 1, max = 15) @JsonPropertyDescription("Its name in the container; the same when absent.") @Nullable
        String name) {}
