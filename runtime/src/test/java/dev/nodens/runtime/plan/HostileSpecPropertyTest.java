package dev.nodens.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode.Category;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.spec.SpecWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** A config.json is hostile input: whatever stands in it, it is planned, or refused in one line. */
class HostileSpecPropertyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FILES = List.of("/spec/everything-1.3.0.json", "/spec/version-0.4.0.json");
    private static final Set<Category> ALLOWED = Set.of(Category.INVALID_SPEC, Category.UNSUPPORTED_NODE);

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1.5",
            "18446744073709551616",
            "1e999",
            "\"\"",
            "\"x\"",
            "\"/\"",
            "\"../..\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "[]",
            "[null]",
            "[[]]",
            "[\"\"]",
            "{}",
            "{\"\": {}}",
            "\"" + "y".repeat(140_000) + "\"");

    /** A file with one value replaced by another. */
    record Mutant(String file, String place, String value) {

        static Mutant of(Random random) {
            String file = oneOf(FILES, random);
            return new Mutant(file, oneOf(places(file), random), oneOf(VALUES, random));
        }

        private static String oneOf(List<String> list, Random random) {
            return list.get(random.nextInt(list.size()));
        }
    }

    @RepeatedTest(500)
    void everyMutantIsPlannedOrRefusedInOneLine(RepetitionInfo seed) throws IOException {
        byte[] json = JSON.writeValueAsBytes(apply(Mutant.of(new Random(seed.getCurrentRepetition()))));
        try {
            Spec spec = SpecReader.parse("config.json", json);
            assertEquals(spec, SpecReader.parse("config.json", SpecWriter.compact(spec)));
            PlanFixture.plan(withoutWhatIsNotDoneYet(spec));
        } catch (ContainerException refused) {
            assertTrue(ALLOWED.contains(refused.code().category()), refused.toString());
            assertFalse(refused.getMessage().isBlank() || refused.getMessage().contains("\n"), refused.toString());
            assertTrue(refused.getMessage().length() < 600, refused.toString());
        }
    }

    @RepeatedTest(100)
    void aFileThatWasCutOffIsRefused(RepetitionInfo seed) {
        String whole = read(FILES.getFirst()).toString();
        int length = new Random(seed.getCurrentRepetition()).nextInt(whole.length());
        try {
            SpecReader.parse("config.json", whole.substring(0, length).getBytes(StandardCharsets.UTF_8));
            throw new AssertionError("half a file was taken for a whole one");
        } catch (ContainerException refused) {
            assertEquals(Category.INVALID_SPEC, refused.code().category());
        }
    }

    /** So that a mutant gets as far as it can. */
    private static Spec withoutWhatIsNotDoneYet(Spec spec) {
        return spec.with(draft -> {
            draft.hooks = null;
            draft.process = spec.process() == null
                    ? null
                    : spec.process().with(process -> {
                        process.apparmorProfile = null;
                        process.selinuxLabel = null;
                        process.scheduler = null;
                        process.ioPriority = null;
                        process.execCPUAffinity = null;
                    });
            draft.linux = spec.linux() == null
                    ? null
                    : spec.linux().with(linux -> {
                        linux.netDevices = Map.of();
                        linux.intelRdt = null;
                        linux.memoryPolicy = null;
                        linux.mountLabel = null;
                        linux.personality = null;
                        linux.seccomp = null;
                    });
        });
    }

    private static JsonNode apply(Mutant mutant) throws IOException {
        JsonNode file = read(mutant.file());
        JsonPointer place = JsonPointer.compile(mutant.place());
        JsonNode value = JSON.readTree(mutant.value());
        JsonNode parent = file.at(place.head());
        if (parent instanceof ObjectNode object) {
            object.set(place.last().getMatchingProperty(), value);
        } else {
            ((ArrayNode) parent).set(place.last().getMatchingIndex(), value);
        }
        return file;
    }

    private static List<String> places(String file) {
        List<String> places = new ArrayList<>();
        collect(read(file), "", places);
        return places;
    }

    private static void collect(JsonNode node, String at, List<String> places) {
        if (!at.isEmpty()) {
            places.add(at);
        }
        node.properties()
                .forEach(field -> collect(
                        field.getValue(),
                        at + "/" + field.getKey().replace("~", "~0").replace("/", "~1"),
                        places));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), at + "/" + i, places);
        }
    }

    private static JsonNode read(String file) {
        try (InputStream in = HostileSpecPropertyTest.class.getResourceAsStream(file)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
