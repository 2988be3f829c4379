package dev.nodens.agent.upstream;

import dev.nodens.agent.source.SpecSource;
import dev.nodens.agent.status.StatusPublisher;
import java.util.Optional;

/**
 * Where desired state comes from and status goes to, together: an API server, or a folder of manifests and the
 * terminal. Exactly one is in use; the other is not even made.
 */
public interface Upstream extends AutoCloseable {

    SpecSource source();

    StatusPublisher publisher();

    /** What keeps desired state from coming or status from going, for a person to read; empty when nothing does. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** Sends what is still to be sent, for a bounded time, and ends. */
    @Override
    void close();
}
