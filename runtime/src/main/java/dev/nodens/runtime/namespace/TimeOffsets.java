package dev.nodens.runtime.namespace;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Offsets of the clocks of a new time namespace, by clock. */
public record TimeOffsets(Map<String, Offset> byClock) {

    public static final TimeOffsets NONE = new TimeOffsets(Map.of());

    /** What is added to a clock. */
    public record Offset(long seconds, long nanoseconds) {}

    public TimeOffsets {
        byClock = Map.copyOf(byClock);
    }

    /** Lines for {@code /proc/PID/timens_offsets}, ordered by clock so that the same plan is the same bytes. */
    public String lines() {
        return new TreeMap<>(byClock)
                .entrySet().stream()
                        .map(entry -> line(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining());
    }

    private static String line(String clock, Offset offset) {
        return clock + " " + offset.seconds() + " " + offset.nanoseconds() + "\n";
    }
}
