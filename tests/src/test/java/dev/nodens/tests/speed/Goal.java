package dev.nodens.tests.speed;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One goal of speed or weight.
 *
 * @param atMost whether the limit is the most; else it is the least
 * @param measured empty where something that it needs could not be measured here
 */
record Goal(String words, boolean atMost, double limit, Optional<Double> measured) {

    static Goal atMost(String words, double limit, Optional<Double> measured) {
        return new Goal(words, true, limit, measured);
    }

    static Goal atLeast(String words, double limit, Optional<Double> measured) {
        return new Goal(words, false, limit, measured);
    }

    /**
     * As a row of a table.
     *
     * @param where what comes before its words
     */
    List<String> row(String where) {
        return List.of(
                where + words,
                (atMost ? "<= " : ">= ") + figure(limit),
                measured.map(Goal::figure).orElse("-"),
                measured.map(this::verdict).orElse("not measured"));
    }

    private String verdict(double value) {
        return (atMost ? value <= limit : value >= limit) ? "met" : "NOT MET";
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 20 ? "%.2f" : "%.0f", value);
    }
}
