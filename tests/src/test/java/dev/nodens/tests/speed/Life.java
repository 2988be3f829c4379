package dev.nodens.tests.speed;

/**
 * A container that a contender makes as often as it is asked to, one after the other, always by the same name. Whatever a
 * caller would have ready, such as a bundle, is there. Every call that fails throws {@link ContenderException}.
 */
@FunctionalInterface
interface Life {

    /** create + start + wait + delete, in as few steps as the contender has for it. */
    void run();
}
