package dev.nodens.agent.reconcile;

import java.time.Duration;

/** Told of every step that was taken; must not block. */
@FunctionalInterface
public interface StepListener {

    StepListener NONE = (_, _, _) -> {};

    /** @param failed whether the runtime refused it */
    void taken(Decision step, Duration time, boolean failed);
}
