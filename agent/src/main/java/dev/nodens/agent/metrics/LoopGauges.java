package dev.nodens.agent.metrics;

import dev.nodens.agent.reconcile.ReconcileLoop;
import dev.nodens.agent.upstream.Upstream;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** What can be read off at any moment. */
@Startup
@Singleton
public final class LoopGauges {

    LoopGauges(MeterRegistry registry, ReconcileLoop loop, Upstream upstream) {
        Gauge.builder("nodens.containers", loop, ReconcileLoop::containers)
                .description("containers of ours on this node, in whatever state")
                .register(registry);
        Gauge.builder("nodens.specs", upstream, given -> given.source().keys().size())
                .description("ContainerSpecs of this node")
                .register(registry);
        Gauge.builder("nodens.relist.age", loop, given -> given.sinceRelist().toSeconds())
                .baseUnit("seconds")
                .description("time since the containers were last listed")
                .register(registry);
    }
}
