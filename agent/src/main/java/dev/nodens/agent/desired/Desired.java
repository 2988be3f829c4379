package dev.nodens.agent.desired;

import dev.nodens.agent.status.ConditionReason;

/** What is wanted of one key. */
public sealed interface Desired {

    /** The spec is good: this container is to be. */
    record Wanted(DesiredContainer container) implements Desired {}

    /**
     * The spec can't be acted on as it stands. Nothing new is started for it, and nothing that runs is stopped: that it ran
     * before was somebody's wish too.
     *
     * @param message which field, what was found, what is allowed
     */
    record Refused(ConditionReason reason, String message) implements Desired {}

    /** There is no spec, or it is being deleted: nothing is to be left of the container. */
    record Gone() implements Desired {}
}
