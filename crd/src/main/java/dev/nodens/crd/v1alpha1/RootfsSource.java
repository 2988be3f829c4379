package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where the root filesystem comes from when it is no registry's image; exactly one of path, ociLayout and tar is given. */
@ValidationRule(
        value = "[has(self.path), has(self.ociLayout), has(self.tar)].exists_one(s, s)",
        message = "rootfs must have exactly one of path, ociLayout and tar")
public record RootfsSource(
        @Size(min = 1, max = 4096)
        @Pattern("^/.*$")
        @JsonPropertyDescription(
                "An absolute folder of the host; '/' runs the host's own files, read-only with a private overlay.")
        @Nullable
        String path,

        @Size(min = 1, max = 4096)
        @Pattern("^/.*$")
        @JsonPropertyDescription("An absolute folder of the host that holds an OCI image layout.")
        @Nullable
        String ociLayout,

        @Size(min = 1, max = 4096)
        @Pattern("^/.*$")
        @JsonPropertyDescription(
                "An absolute file of the host: a tar archive, perhaps compressed, of the root filesystem.")
        @Nullable
        String tar,

        @JsonPropertyDescription("Whether the container sees its root read-only.") @Nullable
        Boolean readOnly) {}
