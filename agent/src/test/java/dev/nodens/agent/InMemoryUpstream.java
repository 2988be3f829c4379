package dev.nodens.agent;

import dev.nodens.agent.desired.ContainerIds;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.source.SpecSource;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.agent.status.Severity;
import dev.nodens.agent.status.StatusPublisher;
import dev.nodens.agent.upstream.Upstream;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Specs that a test puts there, and the status and events that come back. */
public final class InMemoryUpstream implements Upstream, SpecSource, StatusPublisher {

    private final Map<ContainerKey, ContainerSpec> specs = new ConcurrentHashMap<>();
    public final Map<ContainerKey, ContainerSpecStatus> statuses = new ConcurrentHashMap<>();
    public final Set<ContainerKey> released = ConcurrentHashMap.newKeySet();
    private final List<String> events = new ArrayList<>();
    private volatile Consumer<ContainerKey> changed = _ -> {};
    public volatile boolean complete = true;

    public void put(ContainerSpec spec) {
        ContainerKey key = ContainerIds.keyOf(spec.getMetadata());
        specs.put(key, spec);
        changed.accept(key);
    }

    public void remove(ContainerKey key) {
        specs.remove(key);
        changed.accept(key);
    }

    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    @Override
    public SpecSource source() {
        return this;
    }

    @Override
    public StatusPublisher publisher() {
        return this;
    }

    @Override
    public void start(Consumer<ContainerKey> told) {
        changed = told;
        specs.keySet().forEach(told);
    }

    @Override
    public Optional<ContainerSpec> get(ContainerKey key) {
        return Optional.ofNullable(specs.get(key));
    }

    @Override
    public Set<ContainerKey> keys() {
        return Set.copyOf(specs.keySet());
    }

    @Override
    public boolean synced() {
        return true;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public void publish(ContainerSpec spec, ContainerSpecStatus status) {
        statuses.put(ContainerIds.keyOf(spec.getMetadata()), status);
    }

    @Override
    public synchronized void event(ContainerSpec spec, Severity severity, ConditionReason reason, String message) {
        events.add(spec.getMetadata().getName() + " " + reason.word() + ": " + message);
    }

    @Override
    public void released(ContainerKey key) {
        released.add(key);
    }

    @Override
    public void close() {}
}
