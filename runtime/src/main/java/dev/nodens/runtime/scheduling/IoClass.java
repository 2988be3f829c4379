package dev.nodens.runtime.scheduling;

/** {@code process.ioPriority.class}. */
public enum IoClass {
    IOPRIO_CLASS_RT(1),
    IOPRIO_CLASS_BE(2),
    IOPRIO_CLASS_IDLE(3);

    private static final int CLASS_SHIFT = 13;

    private final int number;

    IoClass(int number) {
        this.number = number;
    }

    /**
     * The argument of ioprio_set(2).
     *
     * @param level 0 (first) to 7
     */
    public int priority(int level) {
        return number << CLASS_SHIFT | level;
    }
}
