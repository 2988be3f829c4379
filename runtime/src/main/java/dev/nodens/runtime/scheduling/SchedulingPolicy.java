package dev.nodens.runtime.scheduling;

/** {@code process.scheduler.policy}, as sched(7) numbers them. Linux has reserved the number of SCHED_ISO and refuses it. */
public enum SchedulingPolicy {
    SCHED_OTHER(0),
    SCHED_FIFO(1),
    SCHED_RR(2),
    SCHED_BATCH(3),
    SCHED_ISO(4),
    SCHED_IDLE(5),
    SCHED_DEADLINE(6);

    private final int number;

    SchedulingPolicy(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Whether it has static priorities, from 1 to 99. */
    public boolean isRealTime() {
        return this == SCHED_FIFO || this == SCHED_RR;
    }
}
