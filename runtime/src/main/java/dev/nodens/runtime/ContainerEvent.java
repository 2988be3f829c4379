package dev.nodens.runtime;

/** What is told of a running container while somebody watches it. */
public sealed interface ContainerEvent {

    /** An interval is over. */
    record Measured(ContainerStats stats) implements ContainerEvent {}

    /** The out-of-memory killer struck in its cgroup. */
    record OutOfMemory() implements ContainerEvent {}
}
