package dev.nodens.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a launch needs besides the Spec.
 *
 * @param supervision who stays with the container
 * @param bundle where relative paths of the Spec start; empty where it has none
 * @param log where a resident monitor writes; empty = output is thrown away
 * @param stdin what standard input is under a resident monitor
 */
public record LaunchOptions(Supervision supervision, Optional<Path> bundle, Optional<LogOptions> log, Stdin stdin) {

    /** Who stays with a container after it was made. */
    public enum Supervision {
        /** Nobody: its init is the caller's own child, as an OCI runtime's caller expects. */
        NONE,
        /** A small monitor that outlives the caller: logs, exit record, attach and exec. */
        RESIDENT,
        /** A process of the caller's that relays terminal and signals and exits as the container did. */
        FOREGROUND
    }

    /** Where standard input comes from under a resident monitor. */
    public enum Stdin {
        NULL_DEVICE,
        ATTACHED
    }

    /**
     * @param file the file that CRI log lines ({@code time stream F|P text}) are appended to
     * @param maxSizeBytes rotated before it would grow past this; 0 = never
     * @param maxFiles kept in all, at least 1
     */
    public record LogOptions(Path file, long maxSizeBytes, int maxFiles, WhenFull whenFull) {

        /** What happens to output while the file can't be written. */
        public enum WhenFull {
            BLOCK,
            DROP_OLDEST
        }
    }

    public static LaunchOptions resident(LogOptions log) {
        return new LaunchOptions(Supervision.RESIDENT, Optional.empty(), Optional.of(log), Stdin.NULL_DEVICE);
    }

    public static LaunchOptions unsupervised(Path bundle) {
        return new LaunchOptions(Supervision.NONE, Optional.of(bundle), Optional.empty(), Stdin.NULL_DEVICE);
    }
}
