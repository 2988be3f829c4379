package dev.nodens.agent.health;

import dev.nodens.agent.config.AgentConfig;
import dev.nodens.agent.reconcile.ReconcileLoop;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** The loops make progress: containers are listed, and no look at one of them hangs. */
@Liveness
@Singleton
public final class LoopsHealth implements HealthCheck {

    /** A launch takes milliseconds; one that takes this long won't end by itself. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(5);

    private static final int MISSED_RELISTS = 4;

    private final AgentConfig config;
    private final ReconcileLoop loop;

    LoopsHealth(AgentConfig config, ReconcileLoop loop) {
        this.config = config;
        this.loop = loop;
    }

    @Override
    public HealthCheckResponse call() {
        Duration sinceRelist = loop.sinceRelist();
        Duration longestLook = loop.longestLook();
        boolean relists = sinceRelist.compareTo(config.relistInterval().multipliedBy(MISSED_RELISTS)) < 0;
        return HealthCheckResponse.named("loops")
                .status(relists && longestLook.compareTo(LONGEST_LOOK) < 0)
                .withData("secondsSinceRelist", sinceRelist.toSeconds())
                .withData("longestLookSeconds", longestLook.toSeconds())
                .withData("workers", loop.workers())
                .build();
    }
}
