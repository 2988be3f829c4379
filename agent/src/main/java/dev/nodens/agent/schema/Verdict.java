package dev.nodens.agent.schema;

import dev.nodens.crd.v1alpha1.ContainerSpec;
import java.util.List;

/** What the schema says of one manifest. */
public sealed interface Verdict {

    /** The spec with its defaults filled in, as the API server would store it. */
    record Accepted(ContainerSpec spec) implements Verdict {}

    /** Everything that is wrong with it; never empty. */
    record Refused(List<SpecError> errors) implements Verdict {
        public Refused {
            errors = List.copyOf(errors);
        }
    }
}
