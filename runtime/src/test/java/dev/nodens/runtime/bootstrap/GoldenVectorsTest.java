package dev.nodens.runtime.bootstrap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.protocol.Attribute;
import dev.nodens.runtime.bootstrap.BootstrapDecoder.MalformedMessageException;
import dev.nodens.runtime.plan.LaunchPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The messages that Java and C agree on, as files that both read. */
class GoldenVectorsTest {

    @TestFactory
    Stream<DynamicTest> encodesEachPlanToItsFile() {
        return Plans.byName().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getKey(), entry.getValue())));
    }

    private static void check(String name, LaunchPlan plan) throws IOException {
        byte[] message = BootstrapEncoder.encode(plan);

        assertArrayEquals(Vectors.read(Vectors.FOLDER.resolve(name + ".hex")), message);
        assertEquals(LaunchMessage.of(plan), BootstrapDecoder.decode(message));
    }

    @Test
    void knowsEveryFileByItsPlan() throws IOException {
        List<String> files = Vectors.hexFiles(Vectors.FOLDER).stream()
                .map(file -> file.getFileName().toString().replace(".hex", ""))
                .toList();

        assertEquals(Plans.byName().keySet().stream().sorted().toList(), files);
    }

    /** But for the one that the encoder itself makes of a long one, and for those of running and of restored containers. */
    @Test
    void usesEveryAttributeOfTheTable() {
        Set<Attribute> unused = EnumSet.allOf(Attribute.class);
        for (LaunchPlan plan : Plans.byName().values()) {
            LaunchMessage.of(plan).entries().forEach(entry -> unused.remove(entry.attribute()));
        }

        assertEquals(
                EnumSet.of(Attribute.UNMOUNT, Attribute.MORE, Attribute.RESTORER_FD, Attribute.RESTORER_DIR), unused);
    }

    @TestFactory
    Stream<DynamicTest> refusesEachBrokenFile() throws IOException {
        List<Path> files = Vectors.hexFiles(Vectors.FOLDER.resolve("broken"));
        assertFalse(files.isEmpty());
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> assertThrows(
                                MalformedMessageException.class, () -> BootstrapDecoder.decode(Vectors.read(file)))));
    }
}
