package dev.nodens.tests.speed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects figures while they are taken. A contender that fails three times in a row at something is asked no more. */
final class Results {

    private static final int PATIENCE = 3;

    private final Map<Key, Series> series = new LinkedHashMap<>();

    private static final class Series {
        private final List<Double> values = new ArrayList<>();
        private int failures;
        private int inARow;
        private String message = "";
    }

    void add(Key key, double value) {
        Series of = of(key);
        of.values.add(value);
        of.inARow = 0;
    }

    void fail(Key key, String message) {
        Series of = of(key);
        of.failures++;
        of.inARow++;
        of.message = message.lines().findFirst().orElse("it said nothing");
    }

    boolean givenUp(Key key) {
        return of(key).inARow >= PATIENCE;
    }

    List<Measured> all() {
        return series.entrySet().stream()
                .map(entry -> new Measured(
                        entry.getKey(), entry.getValue().values, entry.getValue().failures, entry.getValue().message))
                .toList();
    }

    private Series of(Key key) {
        return series.computeIfAbsent(key, _ -> new Series());
    }
}
