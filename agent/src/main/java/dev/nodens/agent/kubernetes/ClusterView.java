package dev.nodens.agent.kubernetes;

import dev.nodens.crd.v1alpha1.ContainerInstance;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All specs, instances, nodes and heartbeats of the cluster, followed while one agent acts for all. */
final class ClusterView implements AutoCloseable {

    private final Feed<ContainerSpec> specs;
    private final Feed<ContainerInstance> instances;
    private final Feed<Node> nodes;
    private final Feed<Lease> leases;
    private final Clock clock;

    ClusterView(KubernetesClient client, String leaseNamespace, Clock clock) {
        this.clock = clock;
        this.specs = new Feed<>(
                "all ContainerSpecs", client.resources(ContainerSpec.class).inAnyNamespace(), _ -> {}, clock);
        this.instances = new Feed<>(
                "all ContainerInstances",
                client.resources(ContainerInstance.class).inAnyNamespace(),
                _ -> {},
                clock);
        this.nodes = new Feed<>("all Nodes", client.nodes(), _ -> {}, clock);
        this.leases = new Feed<>("the nodes' Leases", client.leases().inNamespace(leaseNamespace), _ -> {}, clock);
        feeds().forEach(Feed::start);
    }

    boolean synced() {
        return feeds().allMatch(Feed::synced);
    }

    void guard(boolean serverAnswers) {
        feeds().forEach(feed -> feed.guard(serverAnswers));
    }

    List<ContainerSpec> specs() {
        return specs.all();
    }

    Set<String> nodes() {
        return nodes.all().stream().map(ClusterView::name).collect(Collectors.toSet());
    }

    SortedSet<String> nodes(Map<String, String> selector) {
        return nodes.all().stream()
                .filter(node -> KubernetesSource.matches(selector, node))
                .map(ClusterView::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Map<String, ContainerInstance> instances(ContainerSpec spec) {
        return instances.all().stream()
                .filter(instance -> Instances.isOwned(instance, spec))
                .collect(Collectors.toMap(
                        instance -> instance.getSpec().nodeName(), Function.identity(), (one, _) -> one));
    }

    /** Nodes whose Lease holds now. */
    Set<String> alive() {
        return leases.all().stream().filter(this::holds).map(ClusterView::name).collect(Collectors.toSet());
    }

    private boolean holds(Lease lease) {
        LeaseSpec spec = lease.getSpec();
        if (spec.getRenewTime() == null || spec.getLeaseDurationSeconds() == null) {
            return false;
        }
        Instant until = spec.getRenewTime().toInstant().plusSeconds(spec.getLeaseDurationSeconds());
        return until.isAfter(clock.instant());
    }

    @Override
    public void close() {
        feeds().forEach(Feed::close);
    }

    private Stream<Feed<?>> feeds() {
        return Stream.of(specs, instances, nodes, leases);
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }
}
