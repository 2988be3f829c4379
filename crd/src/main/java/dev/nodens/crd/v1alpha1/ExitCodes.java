package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A set of exit codes, or all but those. */
public record ExitCodes(
        @Required @JsonPropertyDescription("Whether the values are those meant, or all others.")
        ExitCodeOperator operator,

        @Required
        @Size(min = 1, max = 255)
        @JsonPropertyDescription("Exit codes, 0 to 255; 128 plus the signal for a killed process.")
        List<@Min(0) @Max(255) Integer> values) {

    public ExitCodes {
        values = Defaults.list(values);
    }
}
