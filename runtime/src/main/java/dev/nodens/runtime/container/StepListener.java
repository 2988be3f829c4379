package dev.nodens.runtime.container;

/** Told of each step when it has been made: recovery tests kill the process there. */
@FunctionalInterface
public interface StepListener {

    StepListener NONE = _ -> {};

    void reached(Step step);
}
