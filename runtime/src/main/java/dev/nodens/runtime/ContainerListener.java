package dev.nodens.runtime;

/** Told of what happens to containers, each event once, from a thread of the runtime's that must not be held up. */
@FunctionalInterface
public interface ContainerListener {

    /** The container's process has ended; it may be deleted already. */
    void stopped(ContainerId id, ExitStatus exit);
}
