package dev.nodens.agent.health;

import dev.nodens.agent.reconcile.ReconcileLoop;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Everything that was there at the start is known, and the loops run. */
@Startup
@Singleton
public final class StartedHealth implements HealthCheck {

    private final ReconcileLoop loop;

    StartedHealth(ReconcileLoop loop) {
        this.loop = loop;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("start")
                .status(loop.started())
                .withData("containers", loop.containers())
                .build();
    }
}
