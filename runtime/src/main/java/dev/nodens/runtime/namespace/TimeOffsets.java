package dev.nodens.runtime.namespace;

import dev.nodens.runtime.spec.LinuxTimeOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Offsets of the clocks of a new time namespace, by clock. */
public record TimeOffsets(Map<String, LinuxTimeOffset> byClock) {

    public static final TimeOffsets NONE = new TimeOffsets(Map.of());

    public TimeOffsets {
        byClock = Map.copyOf(byClock);
    }

    /** Lines for {@code /proc/PID/timens_offsets}, ordered by clock so that the same plan is the same bytes. */
    public String lines() {
        return new TreeMap<>(byClock)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue().secs() + " "
                                + entry.getValue().nanosecs() + "\n")
                        .collect(Collectors.joining());
    }
}
