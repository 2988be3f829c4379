package dev.nodens.runtime.syscall;

import java.util.Locale;

/**
 * The numbers of the system calls that go straight to the kernel: the same function of libc, {@code syscall(2)}, carries
 * them all, so that one foreign function has to be linked and not thirty.
 */
enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    PREAD64(17, 67),
    SOCKET(41, 198),
    CONNECT(42, 203),
    SENDMSG(46, 211),
    RECVMSG(47, 212),
    BIND(49, 200),
    SOCKETPAIR(53, 199),
    KILL(62, 129),
    FCNTL(72, 25),
    FLOCK(73, 32),
    UMOUNT2(166, 39),
    EPOLL_CTL(233, 21),
    WAITID(247, 95),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    UNLINKAT(263, 35),
    PPOLL(271, 73),
    EPOLL_PWAIT(281, 22),
    EVENTFD2(290, 19),
    EPOLL_CREATE1(291, 20),
    PIPE2(293, 59),
    MEMFD_CREATE(319, 279),
    BPF(321, 280),
    STATX(332, 291),
    PIDFD_SEND_SIGNAL(424, 424),
    PIDFD_OPEN(434, 434);

    private static final boolean X86_64 = isX86();

    private final int onX86;
    private final int onArm;

    SystemCall(int onX86, int onArm) {
        this.onX86 = onX86;
        this.onArm = onArm;
    }

    int number() {
        return X86_64 ? onX86 : onArm;
    }

    /** Its name in the man pages. */
    String manPage() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Linux packs {@code struct epoll_event} on x86-64 only. */
    static boolean packsEpollEvents() {
        return X86_64;
    }

    private static boolean isX86() {
        String machine = System.getProperty("os.arch");
        return switch (machine) {
            case "amd64", "x86_64" -> true;
            case "aarch64" -> false;
            default ->
                throw new UnsupportedOperationException("machine \"" + machine + "\" must be one of amd64, aarch64");
        };
    }
}
