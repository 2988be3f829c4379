package dev.nodens.agent.kubernetes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When the API server last answered, and what stands in the way since. */
final class Contact {

    private final Clock clock;
    private volatile Instant last;
    private volatile @Nullable String failure;

    Contact(Clock clock) {
        this.clock = clock;
        this.last = clock.instant();
    }

    void made() {
        last = clock.instant();
        failure = null;
    }

    void failed(Exception e) {
        failure = reason(e);
    }

    /** What is behind a client's exception, which itself only names the operation. */
    static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    boolean within(Duration span) {
        return last.isAfter(clock.instant().minus(span));
    }

    /** Empty when the API server answered within the given span. */
    Optional<String> trouble(Duration span) {
        return within(span)
                ? Optional.empty()
                : Optional.of("the API server was last reached at " + last + ": " + failure);
    }
}
