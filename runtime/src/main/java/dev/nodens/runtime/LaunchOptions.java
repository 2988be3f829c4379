package dev.nodens.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a launch needs besides the Spec.
 *
 * @param supervision who stays with the container
 * @param bundle where relative paths of the Spec start; empty where it has none
 * @param log where a resident monitor writes; empty = output is thrown away
 * @param stdin what standard input is under a resident monitor
 * @param overlay makes the root an overlay, instead of a bind of the Spec's {@code root.path}
 */
public record LaunchOptions(
        Supervision supervision,
        Optional<Path> bundle,
        Optional<LogOptions> log,
        Stdin stdin,
        Optional<OverlayRoot> overlay) {

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
        /** {@code /dev/null}. */
        NULL_DEVICE,
        /** Whoever attaches to the monitor writes it. */
        ATTACHED
    }

    /**
     * Where a monitor writes what the container writes.
     *
     * @param file the file that CRI log lines ({@code time stream F|P text}) are appended to
     * @param maxSizeBytes rotated before it would grow past this; 0 = never
     * @param maxFiles kept in all, at least 1
     */
    public record LogOptions(Path file, long maxSizeBytes, int maxFiles, WhenFull whenFull) {

        /** What happens to output while the file can't be written. */
        public enum WhenFull {
            /** The container waits, and no line is lost. */
            BLOCK,
            /** The oldest lines that wait are dropped and counted, and the container goes on. */
            DROP_OLDEST
        }
    }

    /**
     * A root that is made by overlayfs in the container's own mount namespace, so that nothing of it is left on the host
     * when the container ends. What is written goes to a tmpfs that is the container's own.
     *
     * @param lower read-only layers, the topmost first; {@code /} is the host's own root without what is mounted in it
     * @param scratch a directory of the host that the tmpfs is mounted on, unseen outside the container. An upper directory
     *     below a lower one is refused by the kernel (ELOOP), and where {@code /} is a lower one, every other directory of
     *     its file system is below it
     */
    public record OverlayRoot(List<Path> lower, Path scratch) {
        public OverlayRoot {
            lower = List.copyOf(lower);
        }
    }

    /** The same with a root that is made by overlayfs. */
    public LaunchOptions withOverlay(OverlayRoot root) {
        return new LaunchOptions(supervision, bundle, log, stdin, Optional.of(root));
    }

    /** A monitor stays, which appends to the log what the container writes; its standard input is the null device. */
    public static LaunchOptions resident(LogOptions log) {
        return new LaunchOptions(
                Supervision.RESIDENT, Optional.empty(), Optional.of(log), Stdin.NULL_DEVICE, Optional.empty());
    }

    /** Nobody stays, standard streams are the caller's own, and the Spec's paths are absolute. */
    public static LaunchOptions unsupervised() {
        return new LaunchOptions(
                Supervision.NONE, Optional.empty(), Optional.empty(), Stdin.NULL_DEVICE, Optional.empty());
    }

    /** {@link #unsupervised()} for a Spec that was written in a bundle, where its relative paths start. */
    public static LaunchOptions unsupervised(Path bundle) {
        return new LaunchOptions(
                Supervision.NONE, Optional.of(bundle), Optional.empty(), Stdin.NULL_DEVICE, Optional.empty());
    }
}
