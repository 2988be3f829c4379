package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The CPUs of processes started by exec, in the kernel's format, as in OCI's config.json. */
public record ExecCpuAffinity(
        @Size(min = 1, max = 1024)
        @Pattern("^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$")
        @JsonPropertyDescription("CPUs before the process is moved into the cgroup.")
        @Nullable
        String initial,

        @JsonProperty("final")
        @Size(min = 1, max = 1024)
        @Pattern("^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$")
        @JsonPropertyDescription("CPUs after the process is moved into the cgroup.")
        @Nullable
        String finalCpus) {}
