package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One resource limit of setrlimit(2). */
@ValidationRule(
        value = "self.hard == -1 || self.soft != -1 && self.soft <= self.hard",
        message = "soft must be at most hard; -1 is no limit")
public record Rlimit(
        @Required
        @Size(min = 8, max = 32)
        @Pattern("^RLIMIT_[A-Z]+$")
        @JsonPropertyDescription("Its name, such as RLIMIT_NOFILE.")
        String type,

        @Required @Min(-1) @Max(9007199254740991L) @JsonPropertyDescription("The limit that is enforced; -1 for none.")
        long soft,

        @Required
        @Min(-1)
        @Max(9007199254740991L)
        @JsonPropertyDescription("The ceiling of the soft limit; -1 for none.")
        long hard) {}
