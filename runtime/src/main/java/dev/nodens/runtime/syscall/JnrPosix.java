package dev.nodens.runtime.syscall;

import java.util.function.IntFunction;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/** What spawning needs besides {@link PosixSpawn}, by jnr-posix. */
final class JnrPosix {

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;

    private final POSIX posix;

    JnrPosix() {
        POSIX found = POSIXFactory.getNativePOSIX();
        // Where jffi's library can't be loaded, jnr answers with a stub in Java that spawns nothing.
        if (!found.isNative()) {
            throw new ErrnoException("waitpid", Errno.ENOSYS, "jnr-posix without its native library");
        }
        this.posix = found;
    }

    SocketPair socketpair(IntFunction<Fd> owned) {
        int[] ends = {-1, -1};
        check("socketpair", "AF_UNIX", posix.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
        return new SocketPair(owned.apply(ends[0]), owned.apply(ends[1]));
    }

    WaitStatus waitpid(int pid) {
        int[] status = {0};
        while (posix.waitpid(pid, status, 0) == -1) {
            Errno errno = Errno.of(posix.errno());
            if (errno != Errno.EINTR) {
                throw new ErrnoException("waitpid", errno, "pid " + pid);
            }
        }
        int signal = status[0] & 0x7f;
        return signal == 0 ? WaitStatus.exited((status[0] >> 8) & 0xff) : WaitStatus.signalled(signal);
    }

    private int check(String call, String object, int result) {
        if (result < 0) {
            throw new ErrnoException(call, Errno.of(posix.errno()), object);
        }
        return result;
    }
}
