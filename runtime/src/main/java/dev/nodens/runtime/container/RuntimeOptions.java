package dev.nodens.runtime.container;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a runtime keeps its state and what it starts from.
 *
 * @param root directory of the state of all containers, {@code /run/nodens}; on a file system that a reboot empties
 * @param host the host's namespaces, where this process lives in a pod; empty = this process's own
 * @param steps told of every step of a creation and a deletion
 */
public record RuntimeOptions(Path root, Optional<HostNamespaces> host, StepListener steps) {

    /** On the host itself. */
    public static RuntimeOptions at(Path root) {
        return new RuntimeOptions(root, Optional.empty(), StepListener.NONE);
    }
}
