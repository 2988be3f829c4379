package dev.nodens.runtime.seccomp;

/** What a rule does, by the Spec's name, as {@code linux/seccomp.h} numbers it. */
enum SeccompAction {
    SCMP_ACT_KILL(0x0000_0000, false),
    SCMP_ACT_KILL_THREAD(0x0000_0000, false),
    SCMP_ACT_KILL_PROCESS(0x8000_0000, false),
    SCMP_ACT_TRAP(0x0003_0000, false),
    SCMP_ACT_ERRNO(0x0005_0000, true),
    SCMP_ACT_NOTIFY(0x7fc0_0000, false),
    SCMP_ACT_TRACE(0x7ff0_0000, true),
    SCMP_ACT_LOG(0x7ffc_0000, false),
    SCMP_ACT_ALLOW(0x7fff_0000, false);

    private final int number;
    private final boolean returnsErrno;

    SeccompAction(int number, boolean returnsErrno) {
        this.number = number;
        this.returnsErrno = returnsErrno;
    }

    /** Whether it carries a number for the caller. */
    boolean returnsErrno() {
        return returnsErrno;
    }

    int number() {
        return number;
    }
}
