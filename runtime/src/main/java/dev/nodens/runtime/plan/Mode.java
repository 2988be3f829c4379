package dev.nodens.runtime.plan;

/** What is to be made of a plan. */
public enum Mode {
    /** Make the container and run its process at once. */
    RUN,
    /** Make the container; its init waits to be started. */
    CREATE,
    /** Run one more process in a container that exists. */
    EXEC
}
