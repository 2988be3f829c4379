package dev.nodens.tests.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Lets everyone take turns, in another order each round, so that no one always follows the same. Each step begins after a
 * quiet moment: the kernel makes the first cgroup join after a pause wait (some 10 ms on v1), and joins that follow at once
 * do not.
 */
final class Rounds {

    private static final long QUIET_MILLIS = 60;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long SEED = 25;

    private final List<Turn> turns;
    private final Results results;

    Rounds(List<Turn> turns, Results results) {
        this.turns = new ArrayList<>(turns);
        this.results = results;
    }

    void take(int rounds) throws InterruptedException {
        turns.forEach(this::rehearse);
        Random order = new Random(SEED);
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(turns, order);
            for (Turn turn : turns) {
                take(turn);
            }
        }
    }

    private void rehearse(Turn turn) {
        int done = 0;
        while (done < turn.rehearsals() && !givenUp(turn)) {
            for (Turn.Step step : turn.steps()) {
                if (!succeeds(turn, step.key(), step.before()) || !succeeds(turn, step.key(), step.action())) {
                    break;
                }
            }
            done++;
        }
    }

    private void take(Turn turn) throws InterruptedException {
        if (givenUp(turn)) {
            return;
        }
        for (Turn.Step step : turn.steps()) {
            if (!succeeds(turn, step.key(), step.before())) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
            long start = System.nanoTime();
            if (!succeeds(turn, step.key(), step.action())) {
                return;
            }
            results.add(step.key(), (System.nanoTime() - start) / NANOS_PER_MILLI);
        }
    }

    private boolean succeeds(Turn turn, Key key, Runnable action) {
        try {
            action.run();
            return true;
        } catch (ContenderException failed) {
            results.fail(key, String.valueOf(failed.getMessage()));
            turn.clear().run();
            return false;
        }
    }

    private boolean givenUp(Turn turn) {
        return turn.steps().stream().map(Turn.Step::key).anyMatch(results::givenUp);
    }
}
