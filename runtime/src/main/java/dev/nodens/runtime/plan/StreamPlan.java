package dev.nodens.runtime.plan;

import dev.nodens.runtime.LaunchOptions.LogOptions;
import org.jspecify.annotations.Nullable;

/**
 * The process's open files.
 *
 * @param terminal null = pipes or inherited streams
 * @param consoleFd descriptor, as native-init inherits it, of a connected Unix socket that gets the pty's master side; null = none
 * @param log null = output is thrown away, or inherited
 * @param preserveFds how many descriptors from 3 on stay open
 */
public record StreamPlan(
        @Nullable Terminal terminal,
        @Nullable Integer consoleFd,
        @Nullable LogOptions log,
        StdinSource stdin,
        int preserveFds) {

    /** Size in characters; 0 = the kernel's default. */
    public record Terminal(int rows, int columns) {}

    /** Where standard input comes from. */
    public enum StdinSource {
        /** native-init's own standard streams are the process's. */
        INHERIT,
        NULL_DEVICE,
        /** A pipe that the monitor holds open for those who attach. */
        ATTACHED
    }
}
