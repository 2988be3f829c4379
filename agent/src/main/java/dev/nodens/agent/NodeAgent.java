package dev.nodens.agent;

import dev.nodens.agent.cli.Terminal;
import dev.nodens.agent.config.AgentConfig;
import dev.nodens.agent.kubernetes.KubernetesUpstream;
import dev.nodens.agent.metrics.AgentMetrics;
import dev.nodens.agent.observe.DataFolders;
import dev.nodens.agent.reconcile.Node;
import dev.nodens.agent.reconcile.ReconcileLoop;
import dev.nodens.agent.upstream.FolderUpstream;
import dev.nodens.agent.upstream.TerminalPublisher;
import dev.nodens.agent.upstream.Upstream;
import dev.nodens.runtime.ContainerRuntime;
import dev.nodens.runtime.container.Failpoint;
import dev.nodens.runtime.container.HostNamespaces;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.RuntimeOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Wires everything, starts the loops, and ends them. Nothing imports this class but the one that starts it. */
@Singleton
public final class NodeAgent implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(NodeAgent.class);

    /** Longer than any grace period that is at all usual. */
    private static final Duration DRAIN = Duration.ofSeconds(90);

    private final AgentConfig config;
    private final ContainerRuntime runtime;
    private final Upstream upstream;
    private final ReconcileLoop loop;

    @Inject
    NodeAgent(AgentConfig config, ContainerRuntime runtime, Upstream upstream, ReconcileLoop loop) {
        this.config = config;
        this.runtime = runtime;
        this.upstream = upstream;
        this.loop = loop;
    }

    @Override
    public int run(String... args) {
        loop.start();
        Quarkus.waitForExit();
        return 0;
    }

    /** Quarkus ends when this returns, and not when {@link #run} does. */
    void end(@Observes ShutdownEvent event) throws InterruptedException, IOException {
        boolean clean = config.keep() || drain();
        loop.close();
        upstream.close();
        runtime.close();
        if (clean && !config.keep()) {
            for (Path root : List.of(config.stateRoot(), config.dataRoot(), config.logRoot())) {
                DataFolders.removeEmpty(root);
            }
        }
    }

    private boolean drain() throws InterruptedException {
        boolean none = loop.drain(DRAIN);
        if (!none) {
            LOG.errorf("containers are left after %s; start the agent again to have them removed", DRAIN);
        }
        return none;
    }

    /** What the others are made from. */
    @Singleton
    static final class Wiring {

        private final int port;

        @Inject
        Wiring(@ConfigProperty(name = "quarkus.http.port") int port) {
            this.port = port;
        }

        @Produces
        @Singleton
        ContainerRuntime runtime(AgentConfig config) {
            Optional<HostNamespaces> host = HostFacts.isInPod(config.host())
                    ? Optional.of(new HostNamespaces(config.host().pid()))
                    : Optional.empty();
            LinuxContainerRuntime runtime = LinuxContainerRuntime.open(
                    new RuntimeOptions(config.stateRoot(), host, Failpoint.named(config.failpoint())));
            runtime.warm();
            return runtime;
        }

        @Produces
        @Singleton
        Node node(AgentConfig config, ContainerRuntime runtime, Clock clock) {
            DataFolders folders = new DataFolders(config.dataRoot(), config.logRoot());
            return new Node(runtime, folders, HostFacts.read(config), clock);
        }

        @Produces
        @Singleton
        Clock clock() {
            return Clock.systemUTC();
        }

        @Produces
        @Singleton
        Upstream upstream(AgentConfig config, Node node, Instance<KubernetesClient> client, Clock clock)
                throws IOException {
            String name = node.facts().nodeName();
            if (config.manifests().isEmpty()) {
                return new KubernetesUpstream(client.get(), name, config.kubernetes(), clock);
            }
            TerminalPublisher publisher = new TerminalPublisher(Terminal.out(), clock, footer(config));
            return new FolderUpstream(config.manifests().get(), name, publisher);
        }

        private String footer(AgentConfig config) {
            return """
                    logs    %s/ID/container.log
                    health  http://localhost:%d/q/health   metrics  http://localhost:%d/q/metrics
                    Ctrl-C  %s""".formatted(
                            config.logRoot(),
                            port,
                            port,
                            config.keep() ? "ends the agent; containers go on" : "stops and removes all of them");
        }

        @Produces
        @Singleton
        ReconcileLoop loop(AgentConfig config, Node node, Upstream upstream, AgentMetrics metrics) {
            return new ReconcileLoop(node, upstream, config.relistInterval(), metrics);
        }
    }
}
