package dev.nodens.agent.observe;

import dev.nodens.runtime.ExitStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * One container as it was observed, in the states that make a difference to what is done next.
 *
 * <pre>
 *   Absent ──► Unfinished ──► Live ──► Ended ──► Absent
 * </pre>
 */
public sealed interface ActualContainer {

    /** There is none. */
    record Absent() implements ActualContainer {}

    /**
     * It is half made, or made and never started. Since only one worker makes it and that one is not at it now, whoever began
     * it was cut off.
     */
    record Unfinished() implements ActualContainer {}

    /**
     * Its process is there.
     *
     * @param createdAt tells this instance from others of the same id
     */
    record Live(Instant createdAt, int pid, Instant startedAt, boolean paused, ContainerLabels labels)
            implements ActualContainer {}

    /** Its process is gone; what is left of it waits to be deleted. */
    record Ended(Instant createdAt, ExitStatus exit, ContainerLabels labels) implements ActualContainer {}

    /** When this instance was created; empty where there is none. */
    default Optional<Instant> instance() {
        return switch (this) {
            case Absent(), Unfinished() -> Optional.empty();
            case Live live -> Optional.of(live.createdAt());
            case Ended ended -> Optional.of(ended.createdAt());
        };
    }

    default boolean live() {
        return this instanceof Live;
    }
}
