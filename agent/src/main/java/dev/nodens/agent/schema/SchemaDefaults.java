package dev.nodens.agent.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Fills in a schema's defaults as the API server does: a null is a field not given, and a parent not given stays so. */
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
        object.properties().forEach(entry -> fill(SchemaCheck.ofField(schema, entry.getKey()), entry.getValue()));
    }
}
