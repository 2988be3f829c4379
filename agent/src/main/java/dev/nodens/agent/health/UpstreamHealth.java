package dev.nodens.agent.health;

import dev.nodens.agent.upstream.Upstream;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Desired state was read. What troubles upstream is told and does not make the agent unready: with the API server away, or with
 * one bad manifest among many, containers are looked after all the same.
 */
@Readiness
@Singleton
public final class UpstreamHealth implements HealthCheck {

    private final Upstream upstream;

    UpstreamHealth(Upstream upstream) {
        this.upstream = upstream;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder row = HealthCheckResponse.named("upstream")
                .status(upstream.source().synced())
                .withData("specs", upstream.source().keys().size());
        upstream.trouble().ifPresent(trouble -> row.withData("trouble", trouble));
        return row.build();
    }
}
