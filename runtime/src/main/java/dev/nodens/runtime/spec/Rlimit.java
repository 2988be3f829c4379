package dev.nodens.runtime.spec;

/**
 * One entry of {@code process.rlimits}.
 *
 * @param type {@code RLIMIT_NOFILE} and so on
 * @param hard all ones = unlimited
 * @param soft all ones = unlimited
 */
public record Rlimit(
        @Required String type,
        @Required @Unsigned long hard,
        @Required @Unsigned long soft) {}
