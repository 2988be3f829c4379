package dev.nodens.agent.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.agent.status.Severity;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Events as {@code kubectl describe} shows them. The same one again within a few minutes counts up a series; one object gets a burst
 * of them and then one every few minutes, so that a crash loop neither floods the server nor hides another's events.
 */
final class EventRecorder {

    private static final String CONTROLLER = "nodens.dev/agent";
    private static final Duration SERIES = Duration.ofMinutes(6);
    private static final int BURST = 25;
    private static final Duration REFILL = Duration.ofMinutes(5);
    private static final int MOST_KNOWN = 4096;
    private static final int LONGEST_NOTE = 1024;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private record Subject(String uid, Severity severity, ConditionReason reason, String message) {}

    private record Series(String name, int count, Instant last) {}

    private record Allowance(double tokens, Instant when) {}

    private final Map<Subject, Series> series = new Recent<>();
    private final Map<String, Allowance> allowances = new Recent<>();
    private final KubernetesClient client;
    private final Outbox outbox;
    private final String nodeName;
    private final Clock clock;

    EventRecorder(KubernetesClient client, Outbox outbox, String nodeName, Clock clock) {
        this.client = client;
        this.outbox = outbox;
        this.nodeName = nodeName;
        this.clock = clock;
    }

    synchronized void record(ContainerSpec spec, Severity severity, ConditionReason reason, String message) {
        String uid = spec.getMetadata().getUid();
        Subject subject = new Subject(uid, severity, reason, message);
        Instant now = clock.instant();
        Series before = series.get(subject);
        if (before != null && before.last.isAfter(now.minus(SERIES))) {
            Series next = new Series(before.name, before.count + 1, now);
            series.put(subject, next);
            outbox.put("event " + next.name, () -> send(spec, subject, next));
        } else if (isAllowed(uid, now)) {
            String name = spec.getMetadata().getName() + "." + Long.toHexString(nanos(now));
            Series first = new Series(name, 1, now);
            series.put(subject, first);
            outbox.put("event " + name, () -> send(spec, subject, first));
        }
    }

    private boolean isAllowed(String uid, Instant now) {
        Allowance before = allowances.getOrDefault(uid, new Allowance(BURST, now));
        double refilled = (double) Duration.between(before.when, now).toMillis() / REFILL.toMillis();
        double tokens = Math.min(BURST, before.tokens + refilled);
        allowances.put(uid, new Allowance(Math.max(0, tokens - 1), now));
        return tokens >= 1;
    }

    /** A first one may still be unsent when it is superseded by a later one of its series: that is then created with its count. */
    private void send(ContainerSpec spec, Subject subject, Series now) {
        String namespace = spec.getMetadata().getNamespace();
        if (now.count > 1
                && client.events()
                                .v1()
                                .events()
                                .inNamespace(namespace)
                                .withName(now.name)
                                .get()
                        != null) {
            ObjectNode patch = JsonNodeFactory.instance.objectNode();
            patch.putObject("series").put("count", now.count).put("lastObservedTime", MICROS.format(now.last));
            client.events()
                    .v1()
                    .events()
                    .inNamespace(namespace)
                    .withName(now.name)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
            return;
        }
        client.resource(event(spec, subject, now)).create();
    }

    private Event event(ContainerSpec spec, Subject subject, Series now) {
        EventBuilder event = new EventBuilder()
                .withNewMetadata()
                .withName(now.name)
                .withNamespace(spec.getMetadata().getNamespace())
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(now.last)))
                .withReportingController(CONTROLLER)
                .withReportingInstance(nodeName)
                .withAction(subject.reason.word())
                .withReason(subject.reason.word())
                .withType(subject.severity.word())
                .withNote(note(subject.message))
                .withRegarding(reference(spec));
        if (now.count > 1) {
            event.withNewSeries()
                    .withCount(now.count)
                    .withLastObservedTime(new MicroTime(MICROS.format(now.last)))
                    .endSeries();
        }
        return event.build();
    }

    private static ObjectReference reference(ContainerSpec spec) {
        return new ObjectReferenceBuilder()
                .withApiVersion(spec.getApiVersion())
                .withKind(spec.getKind())
                .withNamespace(spec.getMetadata().getNamespace())
                .withName(spec.getMetadata().getName())
                .withUid(spec.getMetadata().getUid())
                .withResourceVersion(spec.getMetadata().getResourceVersion())
                .build();
    }

    /** The API server counts bytes, and refuses a note that is too long as a whole. */
    private static String note(String message) {
        String note = message;
        while (note.getBytes(StandardCharsets.UTF_8).length > LONGEST_NOTE) {
            note = note.substring(0, note.length() * 9 / 10);
        }
        return note;
    }

    private static long nanos(Instant now) {
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /** Forgets what was put in first. */
    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST_KNOWN;
        }
    }
}
