package dev.nodens.agent.schema;

import com.fasterxml.jackson.databind.JsonNode;

/** How a value of a manifest is shown to a person. */
final class Found {

    private static final int LONGEST = 80;

    private Found() {}

    static String of(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING -> "nothing";
            case NULL -> "null";
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "\"" + shortened(value.asText()) + "\"";
            case BOOLEAN, NUMBER, BINARY, POJO -> value.asText();
        };
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
