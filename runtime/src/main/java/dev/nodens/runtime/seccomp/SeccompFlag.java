package dev.nodens.runtime.seccomp;

/** Flags of seccomp(2), as {@code linux/seccomp.h} numbers them. */
enum SeccompFlag {
    SECCOMP_FILTER_FLAG_TSYNC(1),
    SECCOMP_FILTER_FLAG_LOG(2),
    SECCOMP_FILTER_FLAG_SPEC_ALLOW(4),
    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV(32);

    private final int bit;

    /** SECCOMP_FILTER_FLAG_NEW_LISTENER: no word of the Spec's, but what SCMP_ACT_NOTIFY needs. */
    static final int NEW_LISTENER = 8;

    SeccompFlag(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }
}
