package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Waits for what the kernel does in its own time, woken by the kernel; never by looking again after a while. */
final class Patience {

    /** A process in uninterruptible sleep neither freezes nor dies: its disk or its file server has to answer first. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int POLLIN = 1;
    private static final int POLLPRI = 2;

    private final long deadline = System.nanoTime() + LIMIT.toNanos();

    /**
     * Waits until {@code cgroup.events} (v2) has this line. The kernel raises POLLPRI on a descriptor whose file has changed
     * since it was read, so that nothing is missed between reading and waiting.
     *
     * @return false where the cgroup is gone
     */
    boolean awaitEvent(CgroupDirectory directory, String line) {
        while (true) {
            try (Fd events = directory.open("cgroup.events")) {
                if (directory.read(events).lines().anyMatch(line::equals)) {
                    return true;
                }
                if (directory.syscalls().poll(List.of(events), POLLPRI, left()).isEmpty()) {
                    throw new ContainerException(
                            ErrorCode.RESOURCE_UNAVAILABLE,
                            "cgroup \"" + directory.path() + "\": is not \"" + line + "\" after " + LIMIT.toSeconds()
                                    + " s; its processes are "
                                    + directory
                                            .read("cgroup.procs")
                                            .orElse("")
                                            .lines()
                                            .toList());
                }
            } catch (ErrnoException e) {
                if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV) {
                    return false;
                }
                throw directory.failed(e);
            }
        }
    }

    /** Waits until processes have ended: a pidfd becomes readable then. */
    void awaitEnd(CgroupDirectory directory, List<Fd> pidfds) {
        for (Fd pidfd : pidfds) {
            if (directory.syscalls().poll(List.of(pidfd), POLLIN, left()).isEmpty()) {
                throw new ContainerException(
                        ErrorCode.RESOURCE_UNAVAILABLE,
                        "cgroup \"" + directory.path() + "\": still has processes " + LIMIT.toSeconds()
                                + " s after they were killed");
            }
        }
    }

    /** A process by its pid, as long as it lives. */
    static Optional<Fd> pidfd(CgroupDirectory directory, int pid) {
        try {
            return Optional.of(directory.syscalls().pidfdOpen(pid));
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ESRCH) {
                return Optional.empty();
            }
            throw directory.failed(e);
        }
    }

    boolean isOver() {
        return left().isZero();
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
