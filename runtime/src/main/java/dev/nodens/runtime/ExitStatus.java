package dev.nodens.runtime;

import java.time.Instant;

/**
 * How a container's process ended.
 *
 * @param code exit code; 128 + {@code signal} where a signal ended it, as shells count
 * @param signal the signal that ended it; 0 where it exited by itself
 * @param oomKilled whether the kernel's out-of-memory killer struck in its cgroup
 * @param startedAt when its program was executed
 * @param finishedAt when it was reaped
 * @param reason why there may be no exact record
 */
public record ExitStatus(
        int code, int signal, boolean oomKilled, Instant startedAt, Instant finishedAt, Reason reason) {

    /** Where the figures come from. */
    public enum Reason {
        /** Its parent reaped it and wrote them down. */
        EXITED,
        /** Its monitor died first; the rest of it was killed, and its code is unknown (255). */
        MONITOR_LOST,
        /** The node restarted under it; its code is unknown (255). */
        NODE_RESTARTED
    }

    /** Whether it exited with code 0. */
    public boolean succeeded() {
        return code == 0;
    }
}
