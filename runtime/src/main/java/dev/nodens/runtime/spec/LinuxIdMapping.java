package dev.nodens.runtime.spec;

/**
 * {@code size} ids from {@code containerID} on are {@code hostID} and those that follow it on the host; each a uint32.
 */
public record LinuxIdMapping(
        @Required long containerID,
        @Required long hostID,
        @Required long size) {}
