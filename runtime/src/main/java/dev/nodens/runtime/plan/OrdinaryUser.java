package dev.nodens.runtime.plan;

import java.util.Optional;

/**
 * This process's user, where that is not the host's root: what has to be done without, and what helps.
 *
 * @param uid effective; 0 = root of a user namespace
 * @param gid effective
 * @param oomScoreAdj this process's own: none lower can be set
 * @param newuidmap newuidmap(1), which maps what {@code /etc/subuid} grants
 * @param newgidmap newgidmap(1)
 */
public record OrdinaryUser(
        long uid, long gid, int oomScoreAdj, Optional<String> newuidmap, Optional<String> newgidmap) {}
