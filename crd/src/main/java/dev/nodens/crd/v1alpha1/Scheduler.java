package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the container's process is scheduled, as in OCI's config.json; times are nanoseconds. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Scheduler(
        @Required @JsonPropertyDescription("The scheduling policy.")
        SchedulingPolicy policy,

        @Min(-20) @Max(19) @JsonPropertyDescription("The nice value of SCHED_OTHER and SCHED_BATCH.") @Nullable
        Integer nice,

        @Min(0) @Max(99) @JsonPropertyDescription("The static priority of SCHED_FIFO and SCHED_RR.") @Nullable
        Integer priority,

        @JsonPropertyDescription("Flags of sched_setattr(2).")
        List<SchedulingFlag> flags,

        @Min(0)
        @Max(9007199254740991L)
        @JsonPropertyDescription("Nanoseconds of run time in each period of SCHED_DEADLINE.")
        @Nullable
        Long runtime,

        @Min(0)
        @Max(9007199254740991L)
        @JsonPropertyDescription("Nanoseconds to the deadline of SCHED_DEADLINE.")
        @Nullable
        Long deadline,

        @Min(0)
        @Max(9007199254740991L)
        @JsonPropertyDescription("Nanoseconds of the period of SCHED_DEADLINE.")
        @Nullable
        Long period) {

    public Scheduler {
        flags = Defaults.list(flags);
    }
}
