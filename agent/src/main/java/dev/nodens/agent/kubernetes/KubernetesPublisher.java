package dev.nodens.agent.kubernetes;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.agent.status.Severity;
import dev.nodens.agent.status.StatusPublisher;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a status only when it differs from the one before: for a spec that names this node into the spec, else into this node's
 * instance of it.
 */
final class KubernetesPublisher implements StatusPublisher {

    /** A status that someone else overwrote is written again, but not before a watch can have told of our own write. */
    private static final Duration REPAIR = Duration.ofSeconds(30);

    private record Written(String uid, StatusDocument status, Instant when) {}

    private final Map<ContainerKey, Written> written = new ConcurrentHashMap<>();
    private final KubernetesClient client;
    private final Outbox outbox;
    private final EventRecorder events;
    private final Instances instances;
    private final Finalizer finalizer;
    private final Clock clock;

    KubernetesPublisher(
            KubernetesClient client, Outbox outbox, EventRecorder events, Instances instances, Clock clock) {
        this.client = client;
        this.outbox = outbox;
        this.events = events;
        this.instances = instances;
        this.finalizer = new Finalizer(client);
        this.clock = clock;
    }

    @Override
    public void publish(ContainerSpec spec, ContainerSpecStatus status) {
        written.compute(KubernetesSource.key(spec), (key, before) -> publish(key, spec, status, before));
    }

    private Written publish(
            ContainerKey key, ContainerSpec spec, ContainerSpecStatus status, @Nullable Written before) {
        String uid = spec.getMetadata().getUid();
        boolean selects = spec.getSpec().nodeSelector() != null;
        StatusDocument shown = StatusDocument.of(spec.getStatus());
        Written last = before != null && before.uid.equals(uid) ? before : null;
        StatusDocument next = StatusDocument.of(status).after(last == null ? shown : last.status);
        Written now = new Written(uid, next, clock.instant());
        if (last != null && next.equals(last.status) && (selects || settled(last, shown))) {
            return last;
        }
        if (last == null && !selects && next.equals(shown)) {
            return now;
        }
        if (selects) {
            outbox.put(instanceOf(key), () -> instances.write(spec, next));
        } else {
            outbox.put("the status of " + key, () -> StatusDocument.write(client, key, uid, next));
        }
        return now;
    }

    private boolean settled(Written before, StatusDocument shown) {
        return before.status.equals(shown)
                || before.when.isAfter(clock.instant().minus(REPAIR));
    }

    @Override
    public void event(ContainerSpec spec, Severity severity, ConditionReason reason, String message) {
        events.record(spec, severity, reason, message);
    }

    /**
     * Called for every key without a container here, also while its finalizer is only on its way: what there may be to undo is
     * read from the server, and nothing that goes the other way is superseded.
     */
    @Override
    public void released(ContainerKey key) {
        written.remove(key);
        outbox.put(instanceOf(key), () -> release(key));
    }

    private void release(ContainerKey key) {
        ContainerSpec spec = client.resources(ContainerSpec.class)
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
        if (spec == null || spec.getSpec().nodeSelector() != null) {
            instances.delete(key);
        } else {
            finalizer.remove(key);
        }
    }

    private static String instanceOf(ContainerKey key) {
        return "the instance of " + key;
    }
}
