package dev.nodens.runtime.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where destinations lead in a root that has links. */
class RootPlacesTest {

    @TempDir
    Path root;

    private RootPlaces places;

    @BeforeEach
    void make() throws IOException {
        places = new RootPlaces(root);
        Files.createDirectories(root.resolve("real/conf"));
    }

    @Test
    void leavesAPlainPathAsItIs() {
        assertEquals("/real/conf", places.of("/real/conf"));
        assertEquals("/not/there", places.of("/not//./there"));
        assertEquals("/", places.of("/"));
    }

    @Test
    void followsLinksThatStartAtTheRootAndThoseThatDoNot() throws IOException {
        Files.createSymbolicLink(root.resolve("conf"), Path.of("/real/conf"));
        Files.createSymbolicLink(root.resolve("real/up"), Path.of("../conf/x"));

        assertEquals("/real/conf/file", places.of("/conf/file"));
        assertEquals("/real/conf/x/y", places.of("/real/up/y"));
    }

    @Test
    void staysInTheRootAndEndsInACircle() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), Path.of("../../../etc"));
        Files.createSymbolicLink(root.resolve("circle"), Path.of("circle"));

        assertEquals("/etc/passwd", places.of("/out/passwd"));
        assertEquals("/circle/x", places.of("/circle/x"));
    }
}
