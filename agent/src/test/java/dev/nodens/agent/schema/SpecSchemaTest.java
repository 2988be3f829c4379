package dev.nodens.agent.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.RestartPolicy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SpecSchemaTest {

    private static final SpecSchema SCHEMA = SpecSchema.load();

    @Test
    void fillsInDefaultsAsTheApiServerDoes() {
        ContainerSpec spec = accepted("{nodeName: n, rootfs: {path: /}, args: [a], backoff: {initialSeconds: null}}");
        assertEquals(RestartPolicy.ALWAYS, spec.getSpec().restartPolicy());
        assertEquals(30L, spec.getSpec().terminationGracePeriodSeconds());
        assertEquals(300, Objects.requireNonNull(spec.getSpec().backoff()).maxSeconds());
        assertEquals("default", spec.getMetadata().getNamespace());
    }

    @Test
    void keepsAnEmptyNodeSelectorApartFromNone() {
        ContainerSpec spec = accepted("{nodeSelector: {}, image: redis}");
        assertEquals(0, Objects.requireNonNull(spec.getSpec().nodeSelector()).size());
    }

    @Test
    void namesTheAllowedNamespaceTypes() {
        assertEquals(
                List.of("spec.namespaces[0].type: must be one of \"cgroup\", \"ipc\", \"mount\", \"network\", \"pid\", "
                        + "\"time\", \"user\", \"uts\", found \"net\""),
                refused("{nodeName: n, image: redis, namespaces: [{type: net}]}"));
    }

    @Test
    void refusesAnUnknownFieldByNameAndSaysWhichThereAre() {
        assertEquals(
                List.of(
                        "spec.rootfs.pth: unknown field, must be one of \"ociLayout\", \"path\", \"readOnly\", \"tar\"",
                        "spec.namespaces[0].type: must be given"),
                refused("{nodeName: n, rootfs: {path: /, pth: /}, args: [a], namespaces: [{host: true}]}"));
    }

    @Test
    void refusesTwoSourcesOfOneNamespace() {
        assertEquals(
                List.of(
                        "spec.namespaces[0]: a namespace must have at most one of path, host: true, containerRef and podRef"),
                refused("{nodeName: n, image: i, namespaces: [{type: pid, path: /a, containerRef: {name: b}}]}"));
    }

    @Test
    void refusesAnArgumentThatTheKernelWouldRefuse() {
        assertEquals(
                List.of("spec.args[0]: must have at most 131071 characters, found 307200"),
                refused("{nodeName: n, image: i, args: [" + "x".repeat(300 * 1024) + "]}"));
    }

    @Test
    void refusesAnotherKindByWhatItShouldBe() throws JsonProcessingException {
        Verdict verdict = SCHEMA.check(new ObjectMapper().readTree("{\"kind\": \"Pod\", \"spec\": {}}"));
        List<String> errors = errors(verdict);
        assertEquals("apiVersion: must be \"nodens.dev/v1alpha1\", found nothing", errors.get(0));
        assertEquals("kind: must be \"ContainerSpec\", found \"Pod\"", errors.get(1));
        assertEquals("metadata: must be an object, found nothing", errors.get(2));
    }

    @Test
    void mirrorsEveryRuleOfTheCrdAndNoOther() {
        Set<String> ofSpec = new TreeSet<>();
        collect(SCHEMA.schema(), ofSpec);
        assertEquals(ofSpec, new TreeSet<>(SpecRules.messages()));
    }

    /** Java's matches() and RE2's search agree on anchored patterns only. */
    @Test
    void everyPatternIsAnchored() {
        List<JsonNode> patterns = SCHEMA.schema().findValues("pattern");
        assertEquals(
                List.of(),
                patterns.stream()
                        .map(JsonNode::asText)
                        .filter(pattern -> !pattern.startsWith("^") || !pattern.endsWith("$"))
                        .toList());
        assertEquals(false, patterns.isEmpty());
    }

    private static void collect(JsonNode schema, Set<String> messages) {
        schema.findValues("x-kubernetes-validations").stream()
                .flatMap(rules -> rules.valueStream())
                .filter(rule -> !rule.path("rule").asText().contains("oldSelf"))
                .forEach(rule -> messages.add(rule.path("message").asText()));
    }

    private static ContainerSpec accepted(String spec) {
        Verdict verdict = check(spec);
        return assertInstanceOf(Verdict.Accepted.class, verdict, verdict::toString)
                .spec();
    }

    private static List<String> refused(String spec) {
        return errors(check(spec));
    }

    private static List<String> errors(Verdict verdict) {
        return assertInstanceOf(Verdict.Refused.class, verdict).errors().stream()
                .map(SpecError::toString)
                .collect(Collectors.toList());
    }

    private static Verdict check(String spec) {
        try {
            return SCHEMA.check(new YAMLMapper()
                    .readTree("{apiVersion: nodens.dev/v1alpha1, kind: ContainerSpec, metadata: {name: a}, spec: "
                            + spec + "}"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
