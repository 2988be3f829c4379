package dev.nodens.tests.speed;

import java.util.List;

/**
 * One series of figures.
 *
 * @param values in the metric's unit, in the order they were taken; empty where the contender can't do it here
 * @param failures how often it failed
 * @param message what it said when it failed last
 */
record Measured(Key key, List<Double> values, int failures, String message) {

    Measured {
        values = List.copyOf(values);
    }

    boolean isThere() {
        return !values.isEmpty();
    }

    /** The value below which that many of a hundred are, by nearest rank. */
    double percentile(int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
        return sorted.get(Math.max(rank, 1) - 1);
    }

    double median() {
        return percentile(50);
    }

    /** How far the median may be off, with 95 % confidence: the notch of a box plot (McGill, Tukey and Larsen, 1978). */
    double uncertainty() {
        return 1.57 * (percentile(75) - percentile(25)) / Math.sqrt(values.size());
    }
}
