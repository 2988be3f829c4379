package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/** A set of exit codes, or all but those. */
public record ExitCodes(
        @Required @JsonPropertyDescription("Whether the values are those meant, or all others.")
        ExitCodeOperator operator,

        @Required @JsonPropertyDescription("Exit codes, 0 to 255; 128 plus the signal for a killed process.")
        List<Integer> values) {

    public ExitCodes {
        values = Defaults.list(values);
    }
}
