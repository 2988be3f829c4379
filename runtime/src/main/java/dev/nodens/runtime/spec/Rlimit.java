package dev.nodens.runtime.spec;

/**
 * One entry of {@code process.rlimits}.
 *
 * @param type {@code RLIMIT_NOFILE} and so on
 * @param hard all ones = unlimited
 * @param soft all ones = unlimited
 */
public record Rlimit(
        String type, @Unsigned long hard, @Unsigned long soft) {}
