package dev.nodens.runtime;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * One container as it was observed.
 *
 * @param bundle its bundle directory; the state directory itself where it was made from a Spec without a bundle
 * @param createdAt when its creation began
 * @param annotations those of its Spec
 */
public record ContainerSnapshot(
        ContainerId id, ContainerState state, Path bundle, Instant createdAt, Map<String, String> annotations) {

    public ContainerSnapshot {
        annotations = Map.copyOf(annotations);
    }
}
