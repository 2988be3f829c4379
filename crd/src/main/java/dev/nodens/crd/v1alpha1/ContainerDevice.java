package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A device node of the container, as in OCI's config.json; a type or numbers not given are those of the host's node. */
public record ContainerDevice(
        @Required @Size(min = 1, max = 4096) @JsonPropertyDescription("Its absolute path in the container.")
        String path,

        @JsonPropertyDescription("b block, c or u character, p FIFO.") @Nullable
        DeviceType type,

        @Min(0) @Max(4294967295L) @JsonPropertyDescription("The major number.") @Nullable
        Long major,

        @Min(0) @Max(4294967295L) @JsonPropertyDescription("The minor number.") @Nullable
        Long minor,

        @Min(0)
        @Max(511)
        @JsonPropertyDescription("The permission bits, such as 0666 (octal in YAML) or 438.")
        @Nullable
        Integer fileMode,

        @Min(0) @Max(4294967294L) @JsonPropertyDescription("The owner's user id.") @Nullable
        Long uid,

        @Min(0) @Max(4294967294L) @JsonPropertyDescription("The owner's group id.") @Nullable
        Long gid,

        @Size(min = 1, max = 3)
        @Pattern("^[rwm]{1,3}$")
        @Default("rwm")
        @JsonPropertyDescription("What the cgroup allows: r read, w write, m make nodes.")
        @Nullable
        String access) {}
