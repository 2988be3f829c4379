package dev.nodens.runtime.spec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the fields of a file that no record of this package has: misspelt ones most of all. */
final class UnknownFields {

    private final List<String> paths = new ArrayList<>();

    private UnknownFields() {}

    /** Their JSON paths, in the order of the file. */
    static List<String> of(JsonNode file, Class<?> type) {
        UnknownFields unknown = new UnknownFields();
        unknown.look("$", file, SpecJson.MAPPER.constructType(type));
        return List.copyOf(unknown.paths);
    }

    private void look(String path, JsonNode node, JavaType type) {
        if (type.isCollectionLikeType()) {
            for (int i = 0; i < node.size() && node.isArray(); i++) {
                look(path + "[" + i + "]", node.get(i), type.getContentType());
            }
        } else if (type.isMapLikeType()) {
            node.properties()
                    .forEach(field ->
                            look(JsonError.step(path, field.getKey()), field.getValue(), type.getContentType()));
        } else if (type.isRecordType() && node.isObject()) {
            Map<String, JavaType> known = fields(type);
            node.properties().forEach(field -> {
                String place = JsonError.step(path, field.getKey());
                JavaType ofField = known.get(field.getKey());
                if (ofField == null) {
                    paths.add(place);
                } else {
                    look(place, field.getValue(), ofField);
                }
            });
        }
    }

    private static Map<String, JavaType> fields(JavaType record) {
        Map<String, JavaType> fields = new HashMap<>();
        for (BeanPropertyDefinition field :
                SpecJson.MAPPER.getDeserializationConfig().introspect(record).findProperties()) {
            fields.put(field.getName(), field.getPrimaryType());
        }
        return fields;
    }
}
