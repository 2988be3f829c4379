package dev.nodens.tests.cluster;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.agent.schema.SpecError;
import dev.nodens.agent.schema.SpecSchema;
import dev.nodens.agent.schema.Verdict;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.tests.harness.ApiServer;
import dev.nodens.tests.harness.RequiresCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One set of good and bad specs: what {@code kubectl apply} says of each, a manifest folder says too. */
@RequiresCluster
@TestInstance(Lifecycle.PER_CLASS)
class SpecVerdictsTest {

    private static final SpecSchema SCHEMA = SpecSchema.load();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A document, shown by its name. */
    record Document(JsonNode json) {
        @Override
        public String toString() {
            return json.at("/metadata/name").asText();
        }
    }

    private ApiServer server;

    @BeforeAll
    void start(ApiServer running) {
        server = running;
    }

    static Stream<Document> good() {
        return documents("good.yaml");
    }

    static Stream<Document> bad() {
        return documents("bad.yaml");
    }

    @ParameterizedTest
    @MethodSource
    void good(Document document) {
        GenericKubernetesResource stored = dryRun(document);
        ContainerSpec spec = assertInstanceOf(Verdict.Accepted.class, SCHEMA.check(document.json()))
                .spec();
        ContainerSpec fromServer = JSON.convertValue(stored, ContainerSpec.class);
        assertEquals(fromServer.getSpec(), spec.getSpec(), "defaults differ");
    }

    @ParameterizedTest
    @MethodSource
    void bad(Document document) {
        String expected = document.json().at("/metadata/annotations/refused").asText();
        List<SpecError> errors = assertInstanceOf(Verdict.Refused.class, SCHEMA.check(document.json()))
                .errors();
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(errors.getFirst().toString().startsWith(expected), errors::toString);
        String refusal = requireNonNull(assertThrows(KubernetesClientException.class, () -> dryRun(document))
                .getMessage());
        assertTrue(refusal.contains(errors.getFirst().path()), refusal);
    }

    @Test
    void everyRuleOfTheSchemaHasItsBadSpec() {
        Set<String> rules = SCHEMA.rules();
        Set<String> broken = bad().map(document -> SCHEMA.check(document.json()))
                .flatMap(verdict -> ((Verdict.Refused) verdict).errors().stream())
                .map(SpecError::message)
                .filter(rules::contains)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(rules, broken);
    }

    private GenericKubernetesResource dryRun(Document document) {
        GenericKubernetesResource resource = JSON.convertValue(document.json(), GenericKubernetesResource.class);
        resource.getMetadata().setNamespace("default");
        return server.client()
                .resource(resource)
                .dryRun()
                .fieldValidation(Validation.STRICT)
                .create();
    }

    private static Stream<Document> documents(String file) {
        try (var documents = new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(SpecVerdictsTest.class.getResourceAsStream("/specs/" + file))) {
            return documents.readAll().stream().map(Document::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
