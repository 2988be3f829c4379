package dev.nodens.runtime.spec;

import java.util.List;

/**
 * {@code process.scheduler}: arguments of sched_setattr(2).
 *
 * @param policy {@code SCHED_OTHER}, {@code SCHED_FIFO} and so on
 * @param nice -20 to 19
 * @param flags {@code SCHED_FLAG_RESET_ON_FORK} and so on
 * @param runtime nanoseconds, SCHED_DEADLINE only; so are deadline and period
 */
public record Scheduler(
        @Required String policy,
        int nice,
        int priority,
        List<String> flags,
        @Unsigned long runtime,
        @Unsigned long deadline,
        @Unsigned long period) {

    public Scheduler {
        flags = Given.list(flags);
    }
}
