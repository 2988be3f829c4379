package dev.nodens.agent.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The schema of ContainerSpec outside an API server: read from the very CRD that the chart installs, it refuses what the API
 * server refuses and fills in what the API server fills in. Immutable.
 */
public final class SpecSchema {

    private static final String DEFAULT_NAMESPACE = "default";
    private static final int MAX_NAME = 253;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int MAX_LABEL = 63;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    private final ObjectMapper mapper = new ObjectMapper();
    private final JsonNode schema;

    private SpecSchema(JsonNode schema) {
        this.schema = schema;
    }

    /** Reads the CRD from the crd module's jar. */
    public static SpecSchema load() {
        String file = HasMetadata.getFullResourceName(ContainerSpec.class) + ".yaml";
        try (InputStream crd = ContainerSpec.class.getResourceAsStream(file)) {
            if (crd == null) {
                throw new IllegalStateException("the crd module's jar must hold \"" + file + "\"");
            }
            return new SpecSchema(new YAMLMapper().readTree(crd).at("/spec/versions/0/schema/openAPIV3Schema"));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read \"" + file + "\"", e);
        }
    }

    /** Checks one document; a namespace that is not given is {@code default}, and a status is left out. */
    public Verdict check(JsonNode document) {
        if (!(document.deepCopy() instanceof ObjectNode object)) {
            return new Verdict.Refused(List.of(new SpecError("", "must be an object, found " + Found.of(document))));
        }
        object.remove("status");
        List<SpecError> errors = new ArrayList<>(identity(object));
        SchemaDefaults.fill(schema, object);
        errors.addAll(SchemaCheck.of(schema, object));
        return errors.isEmpty() ? convert(object) : new Verdict.Refused(errors);
    }

    /** The messages of all rules that a document alone can break. */
    public Set<String> rules() {
        return SpecRules.messages();
    }

    /** The generated schema itself. */
    JsonNode schema() {
        return schema;
    }

    private Verdict convert(ObjectNode object) {
        try {
            return new Verdict.Accepted(mapper.treeToValue(object, ContainerSpec.class));
        } catch (IOException e) {
            // The schema admits only what the types hold: a difference between the two is ours, yet must not end the
            // source.
            return new Verdict.Refused(List.of(new SpecError("", "can't be read: " + e.getMessage())));
        }
    }

    private static List<SpecError> identity(ObjectNode object) {
        List<SpecError> errors = new ArrayList<>();
        expect(object, "apiVersion", HasMetadata.getApiVersion(ContainerSpec.class), errors);
        expect(object, "kind", HasMetadata.getKind(ContainerSpec.class), errors);
        if (!(object.get("metadata") instanceof ObjectNode metadata)) {
            errors.add(new SpecError("metadata", "must be an object, found " + Found.of(object.path("metadata"))));
            return errors;
        }
        if (metadata.path("namespace").isMissingNode()) {
            metadata.put("namespace", DEFAULT_NAMESPACE);
        }
        name(metadata, "name", MAX_NAME, NAME, errors);
        name(metadata, "namespace", MAX_LABEL, LABEL, errors);
        strings(metadata, "labels", errors);
        strings(metadata, "annotations", errors);
        return errors;
    }

    private static void expect(ObjectNode object, String field, String value, List<SpecError> errors) {
        if (!object.path(field).asText().equals(value)) {
            errors.add(new SpecError(field, "must be \"" + value + "\", found " + Found.of(object.path(field))));
        }
    }

    private static void name(ObjectNode metadata, String field, int most, Pattern allowed, List<SpecError> errors) {
        String value = metadata.path(field).asText();
        if (!metadata.path(field).isTextual()
                || value.length() > most
                || !allowed.matcher(value).matches()) {
            errors.add(new SpecError(
                    "metadata." + field,
                    "must be at most " + most + " lower case letters, digits and '-', found "
                            + Found.of(metadata.path(field))));
        }
    }

    private static void strings(ObjectNode metadata, String field, List<SpecError> errors) {
        metadata.path(field).properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                String path = "metadata." + field + "." + entry.getKey();
                errors.add(new SpecError(path, "must be a string, found " + Found.of(entry.getValue())));
            }
        });
    }
}
