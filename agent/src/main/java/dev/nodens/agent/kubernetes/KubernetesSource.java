package dev.nodens.agent.kubernetes;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.source.SpecSource;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ContainerSpecs of one node: those that name it, which the API server sorts out, and those whose nodeSelector matches its
 * labels. One that names the node is shown only once it bears the finalizer: otherwise it could vanish while its container is made.
 */
final class KubernetesSource implements SpecSource {

    /** CRDs make a field selectable by value only; a spec without nodeName has the empty one. */
    private static final String NODE_NAME = "spec.nodeName";

    private final String nodeName;
    private final Feed<ContainerSpec> named;
    private final Feed<ContainerSpec> selecting;
    private final Feed<Node> node;
    private final Finalizer finalizer;
    private final Outbox outbox;
    private volatile Consumer<ContainerKey> changed = _ -> {};

    KubernetesSource(KubernetesClient client, String nodeName, Outbox outbox, Clock clock) {
        this.nodeName = nodeName;
        this.outbox = outbox;
        this.finalizer = new Finalizer(client);
        this.named = new Feed<>(
                "ContainerSpecs with this nodeName",
                client.resources(ContainerSpec.class).inAnyNamespace().withField(NODE_NAME, nodeName),
                this::namedChanged,
                clock);
        this.selecting = new Feed<>(
                "ContainerSpecs with a nodeSelector",
                client.resources(ContainerSpec.class).inAnyNamespace().withField(NODE_NAME, ""),
                spec -> changed.accept(key(spec)),
                clock);
        this.node = new Feed<>(
                "this Node",
                client.nodes().withField("metadata.name", nodeName),
                _ -> selecting.all().forEach(spec -> changed.accept(key(spec))),
                clock);
    }

    static ContainerKey key(ContainerSpec spec) {
        return new ContainerKey(
                spec.getMetadata().getNamespace(), spec.getMetadata().getName());
    }

    @Override
    public void start(Consumer<ContainerKey> listener) {
        changed = listener;
        feeds().forEach(Feed::start);
    }

    @Override
    public Optional<ContainerSpec> get(ContainerKey key) {
        return named.get(key.namespace(), key.name())
                .filter(Finalizer::on)
                .or(() -> selecting.get(key.namespace(), key.name()).filter(this::matches));
    }

    @Override
    public Set<ContainerKey> keys() {
        return Stream.concat(
                        named.all().stream().filter(Finalizer::on),
                        selecting.all().stream().filter(this::matches))
                .map(KubernetesSource::key)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean synced() {
        return feeds().allMatch(Feed::synced);
    }

    @Override
    public void close() {
        feeds().forEach(Feed::close);
    }

    void guard(boolean serverAnswers) {
        feeds().forEach(feed -> feed.guard(serverAnswers));
    }

    Optional<String> trouble() {
        return feeds().map(Feed::trouble).flatMap(Optional::stream).findFirst();
    }

    private void namedChanged(ContainerSpec spec) {
        ContainerKey key = key(spec);
        if (!Finalizer.on(spec) && !Finalizer.deleting(spec)) {
            outbox.put("the finalizer of " + key, () -> finalizer.add(key));
        }
        changed.accept(key);
    }

    private boolean matches(ContainerSpec spec) {
        Map<String, String> selector = spec.getSpec().nodeSelector();
        return selector != null
                && !Finalizer.deleting(spec)
                && node.get(null, nodeName)
                        .filter(own -> matches(selector, own))
                        .isPresent();
    }

    static boolean matches(Map<String, String> selector, Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        return labels == null ? selector.isEmpty() : labels.entrySet().containsAll(selector.entrySet());
    }

    private Stream<Feed<?>> feeds() {
        return List.<Feed<?>>of(node, named, selecting).stream();
    }
}
