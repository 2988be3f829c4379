package dev.nodens.agent.source;

import dev.nodens.crd.v1alpha1.ContainerSpec;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where desired state comes from: the API server, or a folder of manifests. Level-based: a notice only says that a key
 * is worth another look, and {@link #get} says what is so now. Only specs of this node are ever shown.
 */
public interface SpecSource extends AutoCloseable {

    /**
     * Begins to follow changes; returns at once.
     *
     * @param changed told each key that appeared, changed, vanished or whose node matches no longer; must not block
     */
    void start(Consumer<ContainerKey> changed);

    /** The spec as it is now, with its deletionTimestamp where it is being deleted; empty where there is none. */
    Optional<ContainerSpec> get(ContainerKey key);

    /** All keys of this node as they are now. */
    Set<ContainerKey> keys();

    /** Whether everything that existed at the start was seen: before that, a missing key says nothing. */
    boolean synced();

    /**
     * Whether a key that is not shown is certainly gone. False while some of what the source holds can't be read: nothing is
     * then taken for abandoned.
     */
    default boolean complete() {
        return synced();
    }

    @Override
    void close();
}
