package dev.nodens.agent.reconcile;

import dev.nodens.agent.source.ContainerKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Which container refers to which, by joining its namespaces or by waiting for it. */
final class ReferenceGraph {

    private final Map<ContainerKey, Set<ContainerKey>> targets = new ConcurrentHashMap<>();

    /** Sets what one container refers to; true where that changed. */
    boolean set(ContainerKey key, Set<ContainerKey> referred) {
        Set<ContainerKey> before = referred.isEmpty() ? targets.remove(key) : targets.put(key, Set.copyOf(referred));
        return !referred.equals(before == null ? Set.of() : before);
    }

    /** What it refers to. */
    Set<ContainerKey> targets(ContainerKey key) {
        return targets.getOrDefault(key, Set.of());
    }

    /** Those that refer to it. */
    Set<ContainerKey> dependents(ContainerKey key) {
        Set<ContainerKey> found = new TreeSet<>();
        targets.forEach((dependent, referred) -> {
            if (referred.contains(key)) {
                found.add(dependent);
            }
        });
        return found;
    }

    /** The way from a container back to itself, with it at both ends; empty where there is none. */
    List<ContainerKey> cycle(ContainerKey start) {
        Deque<ContainerKey> path = new ArrayDeque<>();
        return leadsBack(start, start, path, new HashSet<>()) ? new ArrayList<>(path) : List.of();
    }

    private boolean leadsBack(ContainerKey at, ContainerKey start, Deque<ContainerKey> path, Set<ContainerKey> seen) {
        path.addLast(at);
        for (ContainerKey next : new TreeSet<>(targets.getOrDefault(at, Set.of()))) {
            if (next.equals(start)) {
                path.addLast(start);
                return true;
            }
            if (seen.add(next) && leadsBack(next, start, path, seen)) {
                return true;
            }
        }
        path.removeLast();
        return false;
    }
}
