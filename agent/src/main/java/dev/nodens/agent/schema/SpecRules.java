package dev.nodens.agent.schema;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The CRD's CEL rules in Java, each under the message it has there; a rule that compares with the object before has none here,
 * since a manifest has no before. Tests hold both to the same verdicts, and to the same list.
 */
final class SpecRules {

    private static final Set<String> RESOURCES = Set.of("cpu", "memory");

    private static final Map<String, Predicate<JsonNode>> BY_MESSAGE = Map.ofEntries(
            entry(
                    "a spec must not depend on itself",
                    self -> none(self.at("/spec/dependsOn"), d -> d.path("name").equals(self.at("/metadata/name")))),
            entry(
                    "a spec must not join a namespace of itself",
                    self -> none(
                            self.at("/spec/namespaces"),
                            n -> n.at("/containerRef/name").equals(self.at("/metadata/name")))),
            entry(
                    "exactly one of nodeName and nodeSelector must be set",
                    self -> count(self, "nodeName", "nodeSelector") == 1),
            entry("exactly one of image and rootfs must be set", self -> count(self, "image", "rootfs") == 1),
            entry(
                    "rootfs.path and rootfs.tar must come with command or args: no image says what to run",
                    self -> !self.has("rootfs")
                            || self.path("rootfs").has("ociLayout")
                            || !self.path("command").isEmpty()
                            || !self.path("args").isEmpty()),
            entry(
                    "schedule must come with restartPolicy Never or OnFailure",
                    self -> !self.has("schedule") || !is(self, "restartPolicy", "Always")),
            entry(
                    "dnsPolicy None must come with at least one of dnsConfig.nameservers",
                    self -> !is(self, "dnsPolicy", "None")
                            || !self.at("/dnsConfig/nameservers").isEmpty()),
            entry(
                    "uidMappings and gidMappings must come with a new user namespace: add {type: user} to namespaces",
                    self -> count(self, "uidMappings", "gidMappings") == 0 || creates(self, "user")),
            entry(
                    "timeOffsets must come with a new time namespace: add {type: time} to namespaces",
                    self -> !self.has("timeOffsets") || creates(self, "time")),
            entry(
                    "hostname and domainname must come with a new uts namespace, not with one that is joined",
                    self -> count(self, "hostname", "domainname") == 0 || !joins(self, "uts")),
            entry(
                    "network must come with a new network namespace, not with one that is joined",
                    self -> !self.has("network") || !joins(self, "network")),
            entry(
                    "each of volumeMounts must name one of volumes",
                    self -> none(
                            self.path("volumeMounts"),
                            m -> none(self.path("volumes"), v -> v.path("name").equals(m.path("name"))))),
            entry(
                    "each of env must have at most one of value and valueFrom",
                    self -> none(self, e -> count(e, "value", "valueFrom") == 2)),
            entry(
                    "each of envFrom must have exactly one of configMapRef and secretRef",
                    self -> none(self, e -> count(e, "configMapRef", "secretRef") != 1)),
            entry(
                    "lifecycle must have at least one of postStart and preStop",
                    self -> count(self, "postStart", "preStop") > 0),
            entry(
                    "postStart must have exactly one of exec, httpGet, tcpSocket and sleep",
                    self -> handles(self.path("postStart"))),
            entry(
                    "preStop must have exactly one of exec, httpGet, tcpSocket and sleep",
                    self -> handles(self.path("preStop"))),
            entry(
                    "successThreshold must be 1 for livenessProbe and startupProbe",
                    self -> self.path("successThreshold").asInt(1) == 1),
            entry(
                    "a namespace must have at most one of path, host: true, containerRef and podRef",
                    self -> count(self, "path", "containerRef", "podRef") + (flag(self, "host") ? 1 : 0) <= 1),
            entry(
                    "rootfs must have exactly one of path, ociLayout and tar",
                    self -> count(self, "path", "ociLayout", "tar") == 1),
            entry(
                    "a volume must have exactly one of hostPath, emptyDir, configMap, secret, projected, downwardAPI and image",
                    self -> self.size() == 2),
            entry(
                    "a probe must have exactly one of exec, httpGet, tcpSocket and grpc",
                    self -> count(self, "exec", "httpGet", "tcpSocket", "grpc") == 1),
            entry(
                    "a probe must have at most one of periodSeconds and periodMillis",
                    self -> count(self, "periodSeconds", "periodMillis") <= 1),
            entry(
                    "limits must name cpu, memory or hugepages-SIZE",
                    self -> names(self.path("limits"))
                            .allMatch(k -> RESOURCES.contains(k) || k.startsWith("hugepages-"))),
            entry(
                    "requests must name cpu or memory",
                    self -> names(self.path("requests")).allMatch(RESOURCES::contains)),
            entry(
                    "privileged must not come with allowPrivilegeEscalation: false",
                    self -> !flag(self, "privileged")
                            || !self.has("allowPrivilegeEscalation")
                            || flag(self, "allowPrivilegeEscalation")),
            entry(
                    "runAsNonRoot must not come with runAsUser: 0",
                    self -> !flag(self, "runAsNonRoot")
                            || self.path("runAsUser").asLong(1) != 0),
            entry(
                    "seccompProfile must have localhostProfile with type Localhost, and only then",
                    self -> localhost(self.path("seccompProfile"))),
            entry(
                    "appArmorProfile must have localhostProfile with type Localhost, and only then",
                    self -> localhost(self.path("appArmorProfile"))),
            entry(
                    "onConfigChange must have signal with action Signal, and only then",
                    self -> is(self, "action", "Signal") == self.has("signal")),
            entry(
                    "soft must be at most hard; -1 is no limit",
                    self -> Long.compareUnsigned(
                                    self.path("soft").asLong(),
                                    self.path("hard").asLong())
                            <= 0),
            entry(
                    "initialSeconds must be at most maxSeconds",
                    self -> self.path("initialSeconds").asInt()
                            <= self.path("maxSeconds").asInt()));

    private SpecRules() {}

    /** The messages of a schema node's rules that the value breaks. */
    static List<String> broken(JsonNode schema, JsonNode value) {
        return StreamSupport.stream(schema.path("x-kubernetes-validations").spliterator(), false)
                .filter(rule -> !rule.path("rule").asText().contains("oldSelf"))
                .map(rule -> rule.path("message").asText())
                .filter(message -> !rule(message).test(value))
                .toList();
    }

    /** All rules, in the order of the alphabet. */
    static SortedSet<String> messages() {
        return new TreeSet<>(BY_MESSAGE.keySet());
    }

    private static Predicate<JsonNode> rule(String message) {
        Predicate<JsonNode> rule = BY_MESSAGE.get(message);
        if (rule == null) {
            throw new IllegalStateException("no rule for \"" + message + "\"");
        }
        return rule;
    }

    private static long count(JsonNode self, String... fields) {
        return Arrays.stream(fields).filter(self::has).count();
    }

    private static boolean is(JsonNode self, String field, String value) {
        return self.path(field).asText().equals(value);
    }

    private static boolean flag(JsonNode self, String field) {
        return self.path(field).asBoolean();
    }

    private static boolean none(JsonNode list, Predicate<JsonNode> condition) {
        return StreamSupport.stream(list.spliterator(), false).noneMatch(condition);
    }

    private static Stream<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey);
    }

    private static boolean handles(JsonNode hook) {
        return hook.isMissingNode() || count(hook, "exec", "httpGet", "tcpSocket", "sleep") == 1;
    }

    private static boolean localhost(JsonNode profile) {
        return profile.isMissingNode() || is(profile, "type", "Localhost") == profile.has("localhostProfile");
    }

    private static boolean creates(JsonNode self, String type) {
        return !none(self.path("namespaces"), n -> is(n, "type", type) && !isJoined(n));
    }

    private static boolean joins(JsonNode self, String type) {
        return !none(self.path("namespaces"), n -> is(n, "type", type) && isJoined(n));
    }

    private static boolean isJoined(JsonNode namespace) {
        return count(namespace, "path", "containerRef", "podRef") > 0 || flag(namespace, "host");
    }
}
