package dev.nodens.tests.speed;

import java.util.List;

/**
 * What one contender does when it is its turn.
 *
 * @param clear removes what a failure may have left
 * @param rehearsals how often it is done before it counts, at least once
 */
record Turn(List<Step> steps, Runnable clear, int rehearsals) {

    /**
     * The quick compiler takes a method after 200 calls; programs have nothing to warm up but the page cache.
     */
    private static final int JVM_REHEARSALS = 250;

    Turn {
        steps = List.copyOf(steps);
    }

    /**
     * A step that is timed.
     *
     * @param before what comes first and is not
     */
    record Step(Key key, Runnable before, Runnable action) {

        Step(Key key, Runnable action) {
            this(key, () -> {}, action);
        }
    }

    static Turn of(Contender contender, Runnable clear, Step... steps) {
        return new Turn(List.of(steps), clear, contender.inThisJvm() ? JVM_REHEARSALS : 1);
    }

    /** A turn of one step. */
    static Turn of(Contender contender, Key key, Life life) {
        return of(contender, life instanceof Phases phases ? phases::clear : () -> {}, new Step(key, life::run));
    }
}
