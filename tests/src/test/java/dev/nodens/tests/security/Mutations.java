package dev.nodens.tests.security;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Spoiled copies of a configuration, always the same ones: pure. */
final class Mutations {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String LONG = "x".repeat(5000);
    private static final int DEEP = 20_000;

    /** Of the values that could stand in each place, this many are tried there. */
    private static final int EACH = 2;

    private final JsonNode good;
    private final Random random;

    /**
     * @param seed decides which of the possible values are tried where
     */
    Mutations(String good, long seed) {
        try {
            this.good = JSON.readTree(good);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        this.random = new Random(seed);
    }

    /** By what was done to each. */
    Map<String, byte[]> all() {
        Map<String, byte[]> mutants = new LinkedHashMap<>();
        for (JsonPointer place : places(JsonPointer.empty(), good)) {
            mutants.put(place + " removed", bytes(without(place)));
            List<JsonNode> others = new ArrayList<>(others(good.at(place)));
            Collections.shuffle(others, random);
            for (JsonNode other : others.subList(0, Math.min(EACH, others.size()))) {
                mutants.put(place + " = " + shortened(other), bytes(with(place, other)));
            }
        }
        addSpoiledText(mutants);
        return mutants;
    }

    private static List<JsonPointer> places(JsonPointer above, JsonNode node) {
        List<JsonPointer> places = new ArrayList<>();
        node.fieldNames().forEachRemaining(name -> {
            JsonPointer place = above.appendProperty(name);
            places.add(place);
            places.addAll(places(place, node.get(name)));
        });
        IntStream.range(0, node.isArray() ? node.size() : 0).forEach(index -> {
            JsonPointer place = above.appendIndex(index);
            places.add(place);
            places.addAll(places(place, node.get(index)));
        });
        return places;
    }

    /** Another type, out of range, too long, hostile, or empty: what the value there could be instead. */
    private static List<JsonNode> others(JsonNode value) {
        List<JsonNode> others = new ArrayList<>(List.of(
                NODES.nullNode(),
                NODES.textNode("lots"),
                NODES.numberNode(7),
                NODES.booleanNode(true),
                NODES.arrayNode(),
                NODES.objectNode(),
                NODES.arrayNode().add(NODES.objectNode().put("x", 1))));
        if (value.isTextual()) {
            List.of(
                            "",
                            LONG,
                            "/" + "x/".repeat(3000),
                            "a\0b",
                            "\u00e9\u202e\ud83d\ude00",
                            "\ud800",
                            "../../../../etc",
                            "/proc/self/root/../..",
                            "/dev/zero",
                            "%s%n$(id)",
                            " ",
                            "\n")
                    .forEach(text -> others.add(NODES.textNode(text)));
        }
        if (value.isNumber()) {
            List.of(
                            BigInteger.ONE.negate(),
                            BigInteger.TWO.pow(31),
                            BigInteger.TWO.pow(63),
                            BigInteger.TWO.pow(64),
                            BigInteger.TEN.pow(400))
                    .forEach(number -> others.add(NODES.numberNode(number)));
            others.add(NODES.numberNode(new BigDecimal("1.5")));
            others.add(NODES.textNode(value.asText()));
        }
        return others;
    }

    private JsonNode without(JsonPointer place) {
        JsonNode copy = good.deepCopy();
        switch (copy.at(place.head())) {
            case ObjectNode object -> object.remove(place.last().getMatchingProperty());
            case ArrayNode array -> array.remove(place.last().getMatchingIndex());
            default -> throw new IllegalStateException(place.toString());
        }
        return copy;
    }

    private JsonNode with(JsonPointer place, JsonNode other) {
        JsonNode copy = good.deepCopy();
        switch (copy.at(place.head())) {
            case ObjectNode object -> object.set(place.last().getMatchingProperty(), other);
            case ArrayNode array -> array.set(place.last().getMatchingIndex(), other);
            default -> throw new IllegalStateException(place.toString());
        }
        return copy;
    }

    /** What no tree of values can show. */
    private void addSpoiledText(Map<String, byte[]> mutants) {
        String text = good.toString();
        Map<String, String> spoiled = new LinkedHashMap<>();
        spoiled.put("empty", "");
        spoiled.put("blank", " \n\t");
        spoiled.put("null", "null");
        spoiled.put("a list", "[" + text + "]");
        spoiled.put("a string", "\"config\"");
        spoiled.put("nul bytes behind", text + "\0\0\0");
        spoiled.put("garbage behind", text + "garbage");
        spoiled.put("twice", text + text);
        spoiled.put("a comment", "// comment\n" + text);
        spoiled.put("a trailing comma", text.substring(0, text.length() - 1) + ",}");
        spoiled.put("a field twice", text.replaceFirst("\"root\":", "\"root\":{\"path\":\"/\"},\"root\":"));
        spoiled.put(
                "deep lists",
                text.replaceFirst("\"root\":", "\"deep\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + ",\"root\":"));
        spoiled.put("deep objects", "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP));
        spoiled.put("an endless number", text.replaceFirst("\"uid\":0", "\"uid\":" + "9".repeat(100_000)));
        spoiled.put("an endless exponent", text.replaceFirst("\"uid\":0", "\"uid\":1e999999999"));
        spoiled.put("not a number", text.replaceFirst("\"uid\":0", "\"uid\":NaN"));
        spoiled.put("a leading zero", text.replaceFirst("\"uid\":0", "\"uid\":00"));
        spoiled.put("single quotes", text.replace('"', '\''));
        spoiled.put("an unknown field", text.replaceFirst("\"root\":", "\"unknown\":[1],\"root\":"));
        spoiled.forEach((name, content) -> mutants.put(name, content.getBytes(StandardCharsets.UTF_8)));
        mutants.put("UTF-16", text.getBytes(StandardCharsets.UTF_16));
        mutants.put("broken UTF-8", text.replaceFirst("innocent", "\u00e9").getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < 20; i++) {
            int length = random.nextInt(1, text.length() - 1);
            mutants.put("cut after " + length, text.substring(0, length).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String shortened(JsonNode node) {
        return Optional.of(node.toString())
                .filter(text -> text.length() <= 40)
                .orElseGet(() -> node.toString().substring(0, 40) + "…");
    }
}
