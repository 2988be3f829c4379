package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Lists in the kernel's format, such as {@code 0-3,8}. */
public record Cpuset(
        @Size(min = 1, max = 1024)
        @Pattern("^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$")
        @JsonPropertyDescription("CPUs, such as '0-3,8'.")
        @Nullable
        String cpus,

        @Size(min = 1, max = 1024)
        @Pattern("^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$")
        @JsonPropertyDescription("Memory nodes, such as '0,1'.")
        @Nullable
        String mems) {}
