package dev.nodens.agent.kubernetes;

import dev.nodens.agent.config.AgentConfig;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one agent does for all, the holder of a Lease: writes how nodeSelector specs do over their nodes, and lets go what a node
 * that is no more can't let go itself. One writer per object: many nodes writing one status lose each other's entries.
 */
final class Overseer implements AutoCloseable {

    static final String LEASE = "nodens-overseer";

    private final KubernetesClient client;
    private final String nodeName;
    private final AgentConfig.Kubernetes config;
    private final Outbox outbox;
    private final Clock clock;
    private final Finalizer finalizer;
    private final AtomicReference<@Nullable ClusterView> view = new AtomicReference<>();
    private volatile @Nullable CompletableFuture<?> election;
    private volatile boolean closed;

    Overseer(KubernetesClient client, String nodeName, AgentConfig.Kubernetes config, Outbox outbox, Clock clock) {
        this.client = client;
        this.nodeName = nodeName;
        this.config = config;
        this.outbox = outbox;
        this.clock = clock;
        this.finalizer = new Finalizer(client);
    }

    /** To be called now and then: stands for election where none is under way, and does a round where it was won. */
    void tick(boolean serverAnswers) {
        stand();
        ClusterView held = view.get();
        if (held != null) {
            held.guard(serverAnswers);
            if (held.synced()) {
                round(held);
            }
        }
    }

    private void stand() {
        CompletableFuture<?> current = election;
        if (current == null || current.isDone()) {
            election = client.leaderElector()
                    .withConfig(new LeaderElectionConfigBuilder()
                            .withName(LEASE)
                            .withLock(new LeaseLock(config.leaseNamespace(), LEASE, nodeName))
                            .withLeaseDuration(config.leaseDuration())
                            .withRenewDeadline(
                                    config.leaseDuration().multipliedBy(3).dividedBy(4))
                            .withRetryPeriod(config.leaseDuration().dividedBy(4))
                            .withReleaseOnCancel(true)
                            .withLeaderCallbacks(new LeaderCallbacks(this::begin, this::stop, _ -> {}))
                            .build())
                    .build()
                    .start();
        }
    }

    /** Called with the elector's lock held, as {@link #stop} is: no lock of ours may be taken around either. */
    private void begin() {
        if (!closed) {
            view.set(new ClusterView(client, config.leaseNamespace(), clock));
        }
    }

    private void stop() {
        ClusterView held = view.getAndSet(null);
        if (held != null) {
            held.close();
        }
    }

    private void round(ClusterView cluster) {
        Set<String> alive = cluster.alive();
        Set<String> nodes = cluster.nodes();
        for (ContainerSpec spec : cluster.specs()) {
            Map<String, String> selector = spec.getSpec().nodeSelector();
            String node = spec.getSpec().nodeName();
            if (selector != null) {
                count(cluster, spec, selector, alive);
            } else if (node != null && !nodes.contains(node) && !alive.contains(node) && Finalizer.deleting(spec)) {
                ContainerKey key = KubernetesSource.key(spec);
                outbox.put("the finalizer of " + key, () -> finalizer.remove(key));
            }
        }
    }

    private void count(ClusterView cluster, ContainerSpec spec, Map<String, String> selector, Set<String> alive) {
        StatusDocument before = StatusDocument.of(spec.getStatus());
        StatusDocument now = StatusDocument.of(SelectorStatus.of(
                        spec, cluster.nodes(selector), cluster.instances(spec), alive, clock.instant()))
                .after(before);
        if (!now.equals(before)) {
            ContainerKey key = KubernetesSource.key(spec);
            String uid = spec.getMetadata().getUid();
            outbox.put("the counts of " + key, () -> StatusDocument.write(client, key, uid, now));
        }
    }

    /** Gives the Lease up, so that the next one need not wait for its end. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<?> current = election;
        if (current != null) {
            current.cancel(true);
        }
        stop();
    }
}
