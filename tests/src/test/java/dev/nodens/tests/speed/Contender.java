package dev.nodens.tests.speed;

/** One way to make, run, await and remove a container of {@code /bin/true}. */
interface Contender extends AutoCloseable {

    String name();

    /**
     * Does it once; returns when nothing of it is left.
     *
     * @param id unique in this run of the benchmark
     */
    void run(String id);

    @Override
    default void close() {}
}
