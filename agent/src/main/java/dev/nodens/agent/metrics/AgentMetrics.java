package dev.nodens.agent.metrics;

import dev.nodens.agent.reconcile.Decision;
import dev.nodens.agent.reconcile.StepListener;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/** Counts and times the steps that are taken for containers; no label names a container. */
@Singleton
public final class AgentMetrics implements StepListener {

    private final MeterRegistry registry;

    AgentMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void taken(Decision step, Duration time, boolean failed) {
        String name = step.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        registry.timer("nodens.steps", "step", name, "result", failed ? "failed" : "done")
                .record(time);
    }
}
