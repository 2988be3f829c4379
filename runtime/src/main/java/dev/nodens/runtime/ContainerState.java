package dev.nodens.runtime;

import java.time.Instant;

/**
 * What a container is at this moment, derived from facts (its process, its start socket, its cgroup, its exit record)
 * and never stored.
 *
 * <pre>
 *   Creating ──► Created ──► Running ◄──► Paused
 *       │           │           │            │
 *       └───────────┴─────► Stopped ◄────────┘
 * </pre>
 */
public sealed interface ContainerState {

    /** Its creation was begun; whether it still goes on or was cut off is its creator's affair. */
    record Creating() implements ContainerState {}

    /** Everything is made, and its init waits to be started. */
    record Created(int pid) implements ContainerState {}

    /** Its process runs. */
    record Running(int pid, Instant startedAt) implements ContainerState {}

    /** Its cgroup is frozen. */
    record Paused(int pid, Instant startedAt) implements ContainerState {}

    /** Its process is gone; its state, cgroup and mounts may still be there until it is deleted. */
    record Stopped(ExitStatus exit) implements ContainerState {}

    /** The word that the OCI runtime-spec has for it. */
    default String status() {
        return switch (this) {
            case Creating _ -> "creating";
            case Created _ -> "created";
            case Running _ -> "running";
            case Paused _ -> "paused";
            case Stopped _ -> "stopped";
        };
    }

    /** Its process in the host's pid namespace; 0 where there is none. */
    default int livePid() {
        return switch (this) {
            case Creating _, Stopped _ -> 0;
            case Created(int pid) -> pid;
            case Running running -> running.pid();
            case Paused paused -> paused.pid();
        };
    }
}
