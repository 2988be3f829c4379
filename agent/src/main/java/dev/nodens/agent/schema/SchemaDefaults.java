package dev.nodens.agent.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Brings a document into the form that the API server stores: a null is a field not given, a field not given has its default,
 * and 1.0 is the whole number 1. A parent that is not given stays so.
 */
final class SchemaDefaults {

    private SchemaDefaults() {}

    static void fill(JsonNode schema, JsonNode value) {
        switch (value) {
            case ObjectNode object -> fillObject(schema, object);
            case ArrayNode array -> array.forEach(item -> fill(schema.path("items"), item));
            default -> {}
        }
    }

    private static void fillObject(JsonNode schema, ObjectNode object) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode given = object.get(property.getKey());
            if (given == null || given.isNull()) {
                object.remove(property.getKey());
                JsonNode byDefault = property.getValue().get("default");
                if (byDefault != null) {
                    object.set(property.getKey(), byDefault.deepCopy());
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode known = SchemaCheck.ofField(schema, field.getKey());
            field.setValue(whole(known, field.getValue()));
            fill(known, field.getValue());
        }
    }

    private static JsonNode whole(JsonNode schema, JsonNode value) {
        boolean wanted = schema.path("x-kubernetes-int-or-string").asBoolean()
                || schema.path("type").asText().equals("integer");
        return wanted && value.isFloatingPointNumber() && value.canConvertToExactIntegral() && value.canConvertToLong()
                ? LongNode.valueOf(value.longValue())
                : value;
    }
}
