package dev.nodens.agent.upstream;

import dev.nodens.agent.source.SpecSource;
import dev.nodens.agent.status.StatusPublisher;

/**
 * Where desired state comes from and status goes to, together: an API server, or a folder of manifests and the
 * terminal. Exactly one is in use; the other is not even made.
 */
public interface Upstream extends AutoCloseable {

    SpecSource source();

    StatusPublisher publisher();

    /** Sends what is still to be sent, for a bounded time, and ends. */
    @Override
    void close();
}
