package dev.nodens.runtime.namespace;

/** {@code size} ids from {@code containerId} on are {@code hostId} and those that follow it on the host. */
public record IdMapping(long containerId, long hostId, long size) {

    /** As a line of {@code /proc/PID/uid_map}. */
    String line() {
        return containerId + " " + hostId + " " + size + "\n";
    }
}
