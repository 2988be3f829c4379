package dev.nodens.runtime.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.SpawnAttribute;
import jnr.posix.SpawnFileAction;

/**
 * Spawning, by jnr-posix. A JVM must not fork, because the child of one of its threads may call nothing but
 * async-signal-safe functions; posix_spawn(3) leaves all of that to libc.
 */
final class JnrPosix {

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;

    private final POSIX posix;

    JnrPosix() {
        POSIX found = POSIXFactory.getNativePOSIX();
        // Where jffi's library can't be loaded, jnr answers with a stub in Java that spawns nothing.
        if (!found.isNative()) {
            throw new ErrnoException("posix_spawn", Errno.ENOSYS, "jnr-posix without its native library");
        }
        this.posix = found;
    }

    SocketPair socketpair(IntFunction<Fd> owned) {
        int[] ends = {-1, -1};
        check("socketpair", "AF_UNIX", posix.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
        return new SocketPair(owned.apply(ends[0]), owned.apply(ends[1]));
    }

    int posixSpawn(SpawnRequest request) {
        List<String> environment = request.environment().entrySet().stream()
                .map(JnrPosix::assignment)
                .toList();
        List<SpawnAttribute> attributes = List.of();
        long pid = posix.posix_spawnp(request.path(), actions(request), attributes, request.argv(), environment);
        return check("posix_spawn", request.path(), (int) pid);
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

    /** A descriptor that is duplicated to its own number loses close-on-exec and moves nowhere (POSIX.1-2024). */
    private static List<SpawnFileAction> actions(SpawnRequest request) {
        List<SpawnFileAction> actions = new ArrayList<>();
        for (int i = 0; i < request.streams().size(); i++) {
            actions.add(SpawnFileAction.dup(request.streams().get(i).number(), i));
        }
        Stream<Integer> inherited = request.inherited().stream().map(Fd::number);
        inherited.forEach(number -> actions.add(SpawnFileAction.dup(number, number)));
        return actions;
    }

    private static String assignment(Map.Entry<String, String> variable) {
        return variable.getKey() + "=" + variable.getValue();
    }

    private int check(String call, String object, int result) {
        if (result < 0) {
            throw new ErrnoException(call, Errno.of(posix.errno()), object);
        }
        return result;
    }
}
