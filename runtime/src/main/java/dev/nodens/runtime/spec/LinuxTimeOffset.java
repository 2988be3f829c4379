package dev.nodens.runtime.spec;

/**
 * One value of {@code linux.timeOffsets}.
 *
 * @param nanosecs 0 to 999999999, added to secs
 */
public record LinuxTimeOffset(long secs, long nanosecs) {}
