package dev.nodens.agent.observe;

import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.desired.ResourcesHash;
import dev.nodens.agent.desired.Signals;
import dev.nodens.agent.desired.StopPlan;
import dev.nodens.agent.source.ContainerKey;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the agent writes on each container it makes, as annotations of its Spec: enough to know again what it is, and to
 * stop it rightly when its spec is gone. An agent keeps no other list of what is its own.
 *
 * @param hash of the spec that it was made from, as in {@link DesiredContainer}
 * @param resourcesHash of the limits that it was made with
 * @param targets the instances that it joined: each target's key, and when that instance was created
 */
public record ContainerLabels(
        ContainerKey key,
        String uid,
        String hash,
        String resourcesHash,
        StopPlan stop,
        Map<ContainerKey, Instant> targets) {

    private static final String PREFIX = "nodens.dev/";
    private static final String NAMESPACE = PREFIX + "namespace";
    private static final String NAME = PREFIX + "name";
    private static final String UID = PREFIX + "uid";
    private static final String HASH = PREFIX + "spec-hash";
    private static final String RESOURCES_HASH = PREFIX + "resources-hash";
    private static final String STOP_SIGNAL = PREFIX + "stop-signal";
    private static final String GRACE_SECONDS = PREFIX + "grace-seconds";
    private static final String TARGET = PREFIX + "target.";

    public ContainerLabels {
        targets = Map.copyOf(targets);
    }

    public static ContainerLabels of(DesiredContainer desired, Map<ContainerKey, Instant> targets) {
        return new ContainerLabels(
                desired.key(),
                desired.uid(),
                desired.hash(),
                ResourcesHash.of(desired.spec()),
                desired.stop(),
                targets);
    }

    public Map<String, String> toAnnotations() {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(NAMESPACE, key.namespace());
        annotations.put(NAME, key.name());
        annotations.put(UID, uid);
        annotations.put(HASH, hash);
        annotations.put(RESOURCES_HASH, resourcesHash);
        annotations.put(STOP_SIGNAL, Integer.toString(stop.signal()));
        annotations.put(GRACE_SECONDS, Long.toString(stop.grace().toSeconds()));
        targets.forEach((target, createdAt) -> annotations.put(TARGET + target.name(), createdAt.toString()));
        return annotations;
    }

    /** Empty where the container is not one of ours. */
    public static Optional<ContainerLabels> from(Map<String, String> annotations) {
        String namespace = annotations.get(NAMESPACE);
        String name = annotations.get(NAME);
        if (namespace == null || name == null) {
            return Optional.empty();
        }
        return Optional.of(new ContainerLabels(
                new ContainerKey(namespace, name),
                annotations.getOrDefault(UID, ""),
                annotations.getOrDefault(HASH, ""),
                annotations.getOrDefault(RESOURCES_HASH, ""),
                stopPlan(annotations),
                targets(namespace, annotations)));
    }

    private static StopPlan stopPlan(Map<String, String> annotations) {
        int signal = (int) number(annotations, STOP_SIGNAL, Signals.SIGTERM);
        return new StopPlan(signal, Duration.ofSeconds(number(annotations, GRACE_SECONDS, 30)));
    }

    private static long number(Map<String, String> annotations, String name, long otherwise) {
        try {
            return Long.parseLong(annotations.getOrDefault(name, ""));
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    private static Map<ContainerKey, Instant> targets(String namespace, Map<String, String> annotations) {
        Map<ContainerKey, Instant> targets = new TreeMap<>();
        annotations.forEach((name, value) -> {
            if (name.startsWith(TARGET)) {
                targets.put(new ContainerKey(namespace, name.substring(TARGET.length())), instant(value));
            }
        });
        return targets;
    }

    /** A moment at which no instance was created, where the text is none: the target counts as replaced. */
    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            return Instant.EPOCH;
        }
    }
}
