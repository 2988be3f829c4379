package dev.nodens.runtime.spec;

/** The resources of prlimit(2), in the order of their numbers. */
public enum RlimitType {
    RLIMIT_CPU,
    RLIMIT_FSIZE,
    RLIMIT_DATA,
    RLIMIT_STACK,
    RLIMIT_CORE,
    RLIMIT_RSS,
    RLIMIT_NPROC,
    RLIMIT_NOFILE,
    RLIMIT_MEMLOCK,
    RLIMIT_AS,
    RLIMIT_LOCKS,
    RLIMIT_SIGPENDING,
    RLIMIT_MSGQUEUE,
    RLIMIT_NICE,
    RLIMIT_RTPRIO,
    RLIMIT_RTTIME;

    /** Its number on every architecture but MIPS, Alpha and SPARC. */
    public int number() {
        return ordinal();
    }
}
