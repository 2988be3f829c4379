package dev.nodens.tests.speed;

/** One way to have containers. */
interface Contender extends AutoCloseable {

    String name();

    /**
     * Makes ready what is needed before a clock runs.
     *
     * @param slot names it beside others of the same contender that live at the same time
     */
    Life prepare(String slot, Workload workload);

    /** Whether it is in this JVM, and so becomes faster while it is used. */
    default boolean inThisJvm() {
        return false;
    }

    @Override
    default void close() {}
}
