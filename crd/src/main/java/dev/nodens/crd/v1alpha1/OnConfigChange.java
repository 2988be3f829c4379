package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What is done when a ConfigMap or Secret that the container refers to changes. */
@ValidationRule(
        value = "(self.action == 'Signal') == has(self.signal)",
        message = "onConfigChange must have signal with action Signal, and only then")
public record OnConfigChange(
        @Default("Ignore") @JsonPropertyDescription("What is done.") @Nullable
        ConfigChangeAction action,

        @Size(min = 4, max = 16)
        @Pattern("^SIG[A-Z0-9+-]+$")
        @JsonPropertyDescription("The signal of action Signal, such as SIGHUP.")
        @Nullable
        String signal) {}
