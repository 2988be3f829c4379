package dev.nodens.tests.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What one contender needed, round by round; empty with a reason where it can't do it here. */
final class Timings {

    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Long> nanos = new ArrayList<>();
    private Optional<String> fault = Optional.empty();

    void add(long nanosOfARound) {
        nanos.add(nanosOfARound);
    }

    void fail(String reason) {
        fault = Optional.of(reason.lines().findFirst().orElse("failed"));
    }

    boolean failed() {
        return fault.isPresent();
    }

    double percentile(int percent) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        int index = Math.min(sorted.size() - 1, sorted.size() * percent / 100);
        return sorted.get(index) / NANOS_PER_MILLI;
    }

    /**
     * One row of a Markdown table.
     *
     * @param floor p50 of the floor
     */
    String row(String name, double floor) {
        return fault.map(reason -> String.format(Locale.ROOT, "| %s | - | - | - | %s |", name, reason))
                .orElseGet(() -> String.format(
                        Locale.ROOT,
                        "| %s | %.1f | %.1f | %.1fx | |",
                        name,
                        percentile(50),
                        percentile(95),
                        percentile(50) / floor));
    }
}
