package dev.nodens.runtime.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.runtime.namespace.IdMapping;
import dev.nodens.runtime.namespace.IdMappings;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.namespace.TimeOffsets;
import dev.nodens.runtime.plan.NamespacePlan;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What runc 1.5.1's own encoder made of eleven configurations, byte for byte. It ran as root: gid 0. */
class RuncVectorsTest {

    private static final int CALLER_GID = 0;

    @TestFactory
    Stream<DynamicTest> encodesAsRuncDoes() throws IOException {
        JsonNode vectors =
                new ObjectMapper().readTree(Vectors.FOLDER.resolve("runc.json").toFile());
        assertEquals(11, vectors.size());
        return StreamSupport.stream(vectors.spliterator(), false)
                .map(vector -> DynamicTest.dynamicTest(vector.get("name").asText(), () -> check(vector)));
    }

    private static void check(JsonNode vector) {
        NamespacePlan plan = plan(vector);
        Integer oomScoreAdj =
                vector.has("oomScoreAdj") ? vector.get("oomScoreAdj").asInt() : null;

        byte[] message = BootstrapEncoder.encode(LaunchMessage.runc(plan, oomScoreAdj));

        assertEquals(vector.get("hex").asText(), HexFormat.of().formatHex(message));
        assertEquals(
                Integer.decode(vector.get("cloneFlags").asText()),
                plan.namespaces().cloneFlags());
    }

    private static NamespacePlan plan(JsonNode vector) {
        Namespaces namespaces =
                Namespaces.of(StreamSupport.stream(vector.get("namespaces").spliterator(), false)
                        .map(RuncVectorsTest::namespace)
                        .toArray(Namespace[]::new));
        IdMappings mappings = namespaces.joins(NamespaceType.USER)
                ? IdMappings.NONE
                : new IdMappings(mappings(vector.path("uidMappings")), mappings(vector.path("gidMappings")));
        return new NamespacePlan(
                namespaces,
                List.of(),
                mappings,
                mappings.keepsSetgroups(CALLER_GID),
                vector.path("rootlessEUID").asBoolean(),
                NamespacePlan.MapTools.NONE,
                offsets(vector.path("timeOffsets")),
                null,
                null,
                List.of(),
                false,
                List.of());
    }

    private static Namespace namespace(JsonNode node) {
        NamespaceType type = Arrays.stream(NamespaceType.values())
                .filter(candidate ->
                        candidate.procFile().equals(node.get("type").asText()))
                .findFirst()
                .orElseThrow();
        return node.has("path") ? Namespace.join(type, node.get("path").asText()) : Namespace.create(type);
    }

    private static List<IdMapping> mappings(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(line -> new IdMapping(
                        line.get("containerID").asLong(),
                        line.get("hostID").asLong(),
                        line.get("size").asLong()))
                .toList();
    }

    private static TimeOffsets offsets(JsonNode node) {
        Map<String, TimeOffsets.Offset> byClock = new HashMap<>();
        node.properties()
                .forEach(entry -> byClock.put(
                        entry.getKey(),
                        new TimeOffsets.Offset(
                                entry.getValue().get("secs").asLong(),
                                entry.getValue().get("nanosecs").asInt())));
        return new TimeOffsets(byClock);
    }
}
