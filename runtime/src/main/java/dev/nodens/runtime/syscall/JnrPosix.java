package dev.nodens.runtime.syscall;

import java.util.function.IntFunction;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.byref.IntByReference;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.UnixLibC;

/**
 * Spawning, by jnr-posix. A JVM must not fork, because the child of one of its threads may call nothing but
 * async-signal-safe functions; posix_spawn(3) leaves all of that to libc.
 */
final class JnrPosix {

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;

    /** More than glibc and musl need for either of posix_spawn's structs (80 and 336 bytes). */
    private static final int STRUCT_ROOM = 512;

    private static final int SIGNAL_SET_ROOM = 128;
    private static final short SETSIGDEF_AND_SETSIGMASK = 4 | 8;

    /** All 64 but SIGKILL and SIGSTOP, which nobody can change. */
    private static final long EVERY_SIGNAL = ~(1L << 8 | 1L << 18);

    private final POSIX posix;
    private final UnixLibC libc;
    private final Runtime runtime;
    private final Pointer attributes;

    JnrPosix() {
        POSIX found = POSIXFactory.getNativePOSIX();
        // Where jffi's library can't be loaded, jnr answers with a stub in Java that spawns nothing.
        if (!found.isNative() || !(found.libc() instanceof UnixLibC unix)) {
            throw new ErrnoException("posix_spawn", Errno.ENOSYS, "jnr-posix without its native library");
        }
        this.posix = found;
        this.libc = unix;
        this.runtime = Runtime.getRuntime(unix);
        this.attributes = attributes();
    }

    SocketPair socketpair(IntFunction<Fd> owned) {
        int[] ends = {-1, -1};
        check("socketpair", "AF_UNIX", posix.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
        return new SocketPair(owned.apply(ends[0]), owned.apply(ends[1]));
    }

    /**
     * Through jnr's interface to libc and not its posix_spawnp, which sets no signals. In the child libc makes a system call
     * for every signal that is named as one to reset, and two for every other, to see what the parent does with it.
     */
    int posixSpawn(SpawnRequest request) {
        Pointer actions = Memory.allocateDirect(runtime, STRUCT_ROOM);
        refuse("posix_spawn_file_actions_init", libc.posix_spawn_file_actions_init(actions), request);
        try {
            addActions(request, actions);
            IntByReference pid = new IntByReference();
            String[] argv = request.argv().toArray(String[]::new);
            String[] environment = request.environment().entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .toArray(String[]::new);
            refuse(
                    "posix_spawn",
                    libc.posix_spawn(pid, request.path(), actions, attributes, argv, environment),
                    request);
            return pid.getValue();
        } finally {
            libc.posix_spawn_file_actions_destroy(actions);
        }
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
    private void addActions(SpawnRequest request, Pointer actions) {
        for (int i = 0; i < request.streams().size(); i++) {
            addDup(request, actions, request.streams().get(i).number(), i);
        }
        request.inherited().forEach(fd -> addDup(request, actions, fd.number(), fd.number()));
    }

    private void addDup(SpawnRequest request, Pointer actions, int from, int to) {
        int result = libc.posix_spawn_file_actions_adddup2(actions, from, to);
        refuse("posix_spawn_file_actions_adddup2", result, request);
    }

    /** What a JVM, or a shell that started one, ignores or blocks is not the program's. */
    private Pointer attributes() {
        Pointer attributes = Memory.allocateDirect(runtime, STRUCT_ROOM);
        Pointer signals = Memory.allocateDirect(runtime, SIGNAL_SET_ROOM);
        libc.posix_spawnattr_init(attributes);
        libc.posix_spawnattr_setflags(attributes, SETSIGDEF_AND_SETSIGMASK);
        libc.posix_spawnattr_setsigmask(attributes, signals);
        signals.putLong(0, EVERY_SIGNAL);
        libc.posix_spawnattr_setsigdefault(attributes, signals);
        return attributes;
    }

    /** These functions return the error, and leave errno alone. */
    private static void refuse(String call, int error, SpawnRequest request) {
        if (error != 0) {
            throw new ErrnoException(call, Errno.of(error), request.path());
        }
    }

    private int check(String call, String object, int result) {
        if (result < 0) {
            throw new ErrnoException(call, Errno.of(posix.errno()), object);
        }
        return result;
    }
}
