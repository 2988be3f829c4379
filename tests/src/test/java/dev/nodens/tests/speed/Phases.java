package dev.nodens.tests.speed;

/** A life that can be gone through step by step. */
interface Phases extends Life {

    void create();

    void start();

    /** create + start in one. */
    void launch();

    /** Returns when its process has ended. */
    void await();

    void delete(boolean force);

    /** Runs {@code /bin/true} in it, to its end. */
    void exec();

    /** Its process, in the host's pid namespace. */
    int pid();

    /** Where its state may be left from a failure, removes that; else does nothing. */
    default void clear() {
        try {
            delete(true);
        } catch (ContenderException nothingThere) {
            // Nothing was left.
        }
    }
}
