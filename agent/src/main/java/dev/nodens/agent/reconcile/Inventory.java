package dev.nodens.agent.reconcile;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.runtime.ContainerId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Which containers there are of each key: one, but for objects that were replaced by others of the same name. */
final class Inventory {

    private final Map<ContainerId, ContainerKey> keys = new ConcurrentHashMap<>();

    void add(ContainerId id, ContainerKey key) {
        keys.put(id, key);
    }

    void remove(ContainerId id) {
        keys.remove(id);
        synchronized (keys) {
            keys.notifyAll();
        }
    }

    /** Waits until there are none; false where some are left when the time is over. */
    boolean awaitEmpty(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (keys) {
            while (!keys.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                keys.wait(left);
            }
            return true;
        }
    }

    int size() {
        return keys.size();
    }

    Optional<ContainerKey> key(ContainerId id) {
        return Optional.ofNullable(keys.get(id));
    }

    Set<ContainerKey> keys() {
        return Set.copyOf(keys.values());
    }

    Set<ContainerId> ids(ContainerKey key) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
