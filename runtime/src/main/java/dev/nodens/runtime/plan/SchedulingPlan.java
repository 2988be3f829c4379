package dev.nodens.runtime.plan;

import dev.nodens.runtime.scheduling.NumberSet;
import java.util.Optional;

/**
 * Where and when the process runs, and where its memory comes from. What is empty stays as it was inherited.
 *
 * @param ioPriority argument of ioprio_set(2)
 * @param initialCpus processors before the cgroups are joined; of an exec only
 * @param finalCpus processors after the cgroups were joined; with neither, all that the cgroups have
 */
public record SchedulingPlan(
        Optional<Attributes> scheduler,
        Optional<Integer> ioPriority,
        Optional<NumberSet> initialCpus,
        Optional<NumberSet> finalCpus,
        Optional<MemoryPolicy> memoryPolicy) {

    public static final SchedulingPlan INHERITED = new SchedulingPlan(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Arguments of sched_setattr(2); times in nanoseconds. */
    public record Attributes(
            int policy, long flags, int nice, int priority, long runtime, long deadline, long period) {}

    /**
     * Arguments of set_mempolicy(2).
     *
     * @param mode with its flags
     */
    public record MemoryPolicy(int mode, Optional<NumberSet> nodes) {}
}
