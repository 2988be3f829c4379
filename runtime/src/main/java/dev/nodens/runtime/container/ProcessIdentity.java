package dev.nodens.runtime.container;

import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process for ever: a pid alone may belong to a stranger later.
 *
 * @param startTime field 22 of {@code /proc/PID/stat} (proc_pid_stat(5)), in clock ticks since boot
 */
record ProcessIdentity(int pid, long startTime) {

    private static final int STATE = 0;
    private static final int START_TIME = 19;

    /** Whether it still runs; a zombie does not. */
    boolean isAlive() {
        return stat().filter(fields -> isOurs(fields) && !isDead(fields)).isPresent();
    }

    /** Its pidfd; empty where it is gone. */
    Optional<Fd> open(Syscalls syscalls) {
        try {
            Fd pidfd = syscalls.pidfdOpen(pid);
            // Only now: from here on the pid can't be given to another process without our seeing the old one end.
            if (stat().filter(this::isOurs).isPresent()) {
                return Optional.of(pidfd);
            }
            pidfd.close();
            return Optional.empty();
        } catch (ErrnoException gone) {
            if (gone.errno() == Errno.ESRCH || gone.errno() == Errno.EINVAL) {
                return Optional.empty();
            }
            throw gone;
        }
    }

    /** The fields from the third on; the second is the name, in parentheses, and may hold anything. */
    private Optional<String[]> stat() {
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private boolean isOurs(String[] fields) {
        return Long.parseUnsignedLong(fields[START_TIME]) == startTime;
    }

    private static boolean isDead(String[] fields) {
        return fields[STATE].equals("Z") || fields[STATE].equals("X");
    }
}
