package dev.nodens.runtime.container;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The making of one container: steps in their order, each with what takes it back. Killed between any two of them,
 * the record that the first one writes is enough to remove what the others have made.
 */
final class Creation {

    private final StepListener listener;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    Creation(StepListener listener) {
        this.listener = listener;
    }

    /** Makes one step; what it has made is taken back if a later one fails. */
    <T> T step(Step step, Supplier<T> make, Function<T, Runnable> takeBack) {
        T made = make.get();
        undo.push(takeBack.apply(made));
        listener.reached(step);
        return made;
    }

    /** Takes everything back, the last first. What can't be taken back stays, with the record that leads to it. */
    void undo(RuntimeException cause) {
        try {
            while (!undo.isEmpty()) {
                undo.pop().run();
            }
        } catch (RuntimeException failed) {
            cause.addSuppressed(failed);
        }
    }
}
