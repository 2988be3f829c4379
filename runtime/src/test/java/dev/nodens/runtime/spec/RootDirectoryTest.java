package dev.nodens.runtime.spec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootDirectoryTest {

    @TempDir
    Path temporary;

    private Path folder = Path.of("");

    @BeforeEach
    void resolveTheFolder() throws IOException {
        folder = temporary.toRealPath();
    }

    @Test
    void takesADirectory() throws IOException {
        Path root = Files.createDirectories(folder.resolve("a/rootfs"));

        assertDoesNotThrow(() -> RootDirectory.require(root.toString()));
        assertDoesNotThrow(() -> RootDirectory.require("/"));
    }

    @Test
    void refusesEverythingElse() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path root = Files.createDirectories(folder.resolve("real/rootfs"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);
        Path above = Files.createSymbolicLink(folder.resolve("above"), folder.resolve("real"));

        assertRefused(folder.resolve("missing"), "nothing");
        assertRefused(file, "another kind of file");
        assertRefused(link, "a symbolic link");
        assertRefused(above.resolve("rootfs"), "a symbolic link to \"" + root + "\"");
    }

    private static void assertRefused(Path path, String found) {
        ContainerException refused =
                assertThrows(ContainerException.class, () -> RootDirectory.require(path.toString()));
        assertEquals(ErrorCode.ROOTFS_NOT_FOUND, refused.code());
        assertEquals("$.root.path: must be a directory, found " + found + " at \"" + path + "\"", refused.getMessage());
    }
}
