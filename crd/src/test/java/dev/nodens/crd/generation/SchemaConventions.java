package dev.nodens.crd.generation;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What the generator has no annotation for, or what must hold everywhere: list types, and a bound on every string, list, map
 * and integer. Bounds keep the cost of CEL rules known, and an integer beyond a Java type would break every reader.
 */
final class SchemaConventions {

    private static final long MAX_LENGTH = 4096;
    private static final long MAX_ITEMS = 64;
    /** Messages, as metav1.Condition has it. */
    private static final long MAX_MESSAGE = 32768;

    private static final String QUANTITY =
            "^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$";

    /** Lists whose items have a key: server-side apply merges them item by item. */
    private static final Map<String, List<String>> LIST_KEYS = Map.ofEntries(
            Map.entry("namespaces", List.of("type")),
            Map.entry("volumes", List.of("name")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("env", List.of("name")),
            Map.entry("ports", List.of("containerPort", "protocol")),
            Map.entry("imagePullSecrets", List.of("name")),
            Map.entry("hostAliases", List.of("ip")),
            Map.entry("dependsOn", List.of("name")),
            Map.entry("rlimits", List.of("type")),
            Map.entry("devices", List.of("path")),
            Map.entry("netDevices", List.of("hostName")),
            Map.entry("sysctls", List.of("name")),
            Map.entry("io", List.of("path")),
            Map.entry("conditions", List.of("type")),
            Map.entry("addresses", List.of("ip")));

    private SchemaConventions() {}

    static JSONSchemaProps apply(JSONSchemaProps root) {
        root.setRequired(List.of("spec"));
        visit("", root);
        return root;
    }

    private static void visit(String name, JSONSchemaProps schema) {
        schema.setXKubernetesValidations(new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            intOrString(name, schema);
            return;
        }
        switch (schema.getType()) {
            case "object" -> object(name, schema);
            case "array" -> array(name, schema);
            case "string" -> string(name, schema);
            case "integer" -> integer(schema);
            default -> {}
        }
    }

    private static void object(String name, JSONSchemaProps schema) {
        schema.getProperties().forEach(SchemaConventions::visit);
        if (schema.getAdditionalProperties() == null) {
            return;
        }
        if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
            // Any value at all: the API server refuses a schema that says both.
            schema.setAdditionalProperties(null);
            return;
        }
        visit(name, schema.getAdditionalProperties().getSchema());
        if (schema.getMaxProperties() == null) {
            schema.setMaxProperties(MAX_ITEMS);
        }
    }

    private static void array(String name, JSONSchemaProps schema) {
        JSONSchemaProps items = schema.getItems().getSchema();
        visit(name, items);
        if (schema.getMaxItems() == null) {
            schema.setMaxItems(MAX_ITEMS);
        }
        List<String> keys = LIST_KEYS.get(name);
        boolean keyed = keys != null && items.getProperties().keySet().containsAll(keys);
        schema.setXKubernetesListType(keyed ? "map" : "atomic");
        if (keyed) {
            schema.setXKubernetesListMapKeys(keys);
        }
    }

    private static void string(String name, JSONSchemaProps schema) {
        if (schema.getMaxLength() == null && schema.getEnum().isEmpty()) {
            schema.setMaxLength(name.equals("message") ? MAX_MESSAGE : MAX_LENGTH);
        }
    }

    private static void integer(JSONSchemaProps schema) {
        if (schema.getMinimum() == null) {
            schema.setMinimum((double) Integer.MIN_VALUE);
        }
        if (schema.getMaximum() == null) {
            schema.setMaximum((double) Integer.MAX_VALUE);
        }
    }

    /** A port may be a name; everything else of this shape is a Quantity. */
    private static void intOrString(String name, JSONSchemaProps schema) {
        if (name.equals("port")) {
            schema.setMaxLength(63L);
        } else {
            schema.setMaxLength(64L);
            schema.setPattern(QUANTITY);
        }
        if (schema.getDefault() != null && !schema.getDefault().isValueNode()) {
            schema.setDefault(TextNode.valueOf(schema.getDefault().asText()));
        }
    }
}
