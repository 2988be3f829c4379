package dev.nodens.agent.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Walks a document along a structural schema and gathers what is wrong; knows every keyword that our CRD uses. */
final class SchemaCheck {

    private static final Set<String> META = Set.of("apiVersion", "kind", "metadata");

    private final List<SpecError> errors = new ArrayList<>();

    private SchemaCheck() {}

    static List<SpecError> of(JsonNode schema, JsonNode document) {
        SchemaCheck check = new SchemaCheck();
        check.visit("", schema, document);
        return check.errors;
    }

    /** The schema of one field of an object: a property's, else that of a map's values. */
    static JsonNode ofField(JsonNode schema, String field) {
        JsonNode property = schema.path("properties").path(field);
        return property.isMissingNode() ? schema.path("additionalProperties") : property;
    }

    private void visit(String path, JsonNode schema, JsonNode value) {
        int before = errors.size();
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            intOrString(path, schema, value);
        } else {
            switch (schema.path("type").asText()) {
                case "object" -> object(path, schema, value);
                case "array" -> array(path, schema, value);
                case "string" -> string(path, schema, value);
                case "integer" -> integer(path, schema, value);
                case "boolean" -> check(value.isBoolean(), path, "must be true or false", value);
                default -> throw new IllegalStateException("a schema without a known type at \"" + path + "\"");
            }
        }
        // As the API server: a rule is asked only about what is whole.
        if (errors.size() == before) {
            SpecRules.broken(schema, value).forEach(message -> errors.add(new SpecError(path, message)));
        }
    }

    private void object(String path, JsonNode schema, JsonNode value) {
        if (!check(value.isObject(), path, "must be an object", value)) {
            return;
        }
        atMost(path, schema.path("maxProperties"), value.size(), "entries");
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                errors.add(new SpecError(child(path, required.asText()), "must be given"));
            }
        }
        if (!schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            value.properties().forEach(field -> field(path, schema, field.getKey(), field.getValue()));
        }
    }

    private void field(String path, JsonNode schema, String name, JsonNode value) {
        if (path.isEmpty() && META.contains(name)) {
            return;
        }
        JsonNode known = ofField(schema, name);
        if (known.isMissingNode()) {
            String allowed = schema.path("properties").properties().stream()
                    .map(property -> "\"" + property.getKey() + "\"")
                    .collect(Collectors.joining(", "));
            errors.add(new SpecError(child(path, name), "unknown field, must be one of " + allowed));
            return;
        }
        visit(child(path, name), known, value);
    }

    private void array(String path, JsonNode schema, JsonNode value) {
        if (!check(value.isArray(), path, "must be a list", value)) {
            return;
        }
        atLeast(path, schema.path("minItems"), value.size(), "items");
        atMost(path, schema.path("maxItems"), value.size(), "items");
        for (int i = 0; i < value.size(); i++) {
            visit(path + "[" + i + "]", schema.path("items"), value.get(i));
        }
        distinct(path, schema.path("x-kubernetes-list-map-keys"), value);
    }

    private void distinct(String path, JsonNode keys, JsonNode items) {
        if (keys.isEmpty()) {
            return;
        }
        Set<List<JsonNode>> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            List<JsonNode> key = StreamSupport.stream(keys.spliterator(), false)
                    .map(name -> item.path(name.asText()))
                    .toList();
            if (!key.contains(MissingNode.getInstance()) && !seen.add(key)) {
                String found = key.stream().map(Found::of).collect(Collectors.joining("/"));
                errors.add(new SpecError(path + "[" + i + "]", "must be the only one with key " + found));
            }
        }
    }

    private void string(String path, JsonNode schema, JsonNode value) {
        if (!check(value.isTextual(), path, "must be a string", value)) {
            return;
        }
        JsonNode allowed = schema.path("enum");
        if (!allowed.isMissingNode()) {
            String choices = StreamSupport.stream(allowed.spliterator(), false)
                    .map(Found::of)
                    .collect(Collectors.joining(", "));
            check(contains(allowed, value), path, "must be one of " + choices, value);
        }
        text(path, schema, value.asText());
    }

    /** Lengths are counted in code points and patterns read as RE2 does: only a line feed ends a line. */
    private void text(String path, JsonNode schema, String text) {
        int length = text.codePointCount(0, text.length());
        atLeast(path, schema.path("minLength"), length, "characters");
        atMost(path, schema.path("maxLength"), length, "characters");
        String pattern = schema.path("pattern").asText();
        if (!pattern.isEmpty()
                && !Pattern.compile(pattern, Pattern.UNIX_LINES).matcher(text).matches()) {
            errors.add(new SpecError(path, "must match \"" + pattern + "\", found \"" + text + "\""));
        }
    }

    private void integer(String path, JsonNode schema, JsonNode value) {
        if (!check(value.isIntegralNumber(), path, "must be a whole number", value)) {
            return;
        }
        JsonNode least = schema.path("minimum");
        JsonNode most = schema.path("maximum");
        boolean within =
                value.canConvertToLong() && value.asLong() >= least.asLong() && value.asLong() <= most.asLong();
        check(within, path, "must be from " + least.asText() + " to " + most.asText(), value);
    }

    private void intOrString(String path, JsonNode schema, JsonNode value) {
        if (check(value.isIntegralNumber() || value.isTextual(), path, "must be a whole number or a string", value)
                && value.isTextual()) {
            text(path, schema, value.asText());
        }
    }

    private boolean check(boolean good, String path, String demand, JsonNode found) {
        if (!good) {
            errors.add(new SpecError(path, demand + ", found " + Found.of(found)));
        }
        return good;
    }

    private void atLeast(String path, JsonNode least, int found, String unit) {
        if (!least.isMissingNode() && found < least.asLong()) {
            errors.add(new SpecError(path, "must have at least " + least.asText() + " " + unit + ", found " + found));
        }
    }

    private void atMost(String path, JsonNode most, int found, String unit) {
        if (!most.isMissingNode() && found > most.asLong()) {
            errors.add(new SpecError(path, "must have at most " + most.asText() + " " + unit + ", found " + found));
        }
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        return StreamSupport.stream(list.spliterator(), false).anyMatch(value::equals);
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
