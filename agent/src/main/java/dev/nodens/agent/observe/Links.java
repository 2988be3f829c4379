package dev.nodens.agent.observe;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.status.ConditionReason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How the containers are that a container refers to.
 *
 * @param targets the live instance of each container that it joins, as far as there is one
 * @param unmet why it can't be started yet; empty where nothing stands in the way
 */
public record Links(Map<ContainerKey, Target> targets, Optional<Unmet> unmet) {

    public static final Links NONE = new Links(Map.of(), Optional.empty());

    public Links {
        targets = Map.copyOf(targets);
    }

    /**
     * A live instance.
     *
     * @param createdAt tells this instance from others
     * @param pid its process; its namespaces are this process's as long as this instance is the one of this moment
     */
    public record Target(Instant createdAt, int pid) {}

    /** What it waits for, in words for a person. */
    public record Unmet(ConditionReason reason, String message) {}
}
