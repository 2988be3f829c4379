package dev.nodens.runtime.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnixPathTest {

    @ParameterizedTest
    @CsvSource({
        "/b, rootfs,        /b/rootfs",
        "/b, ./rootfs/,     /b/rootfs",
        "/b, ../c,          /c",
        "/b, ../../../c,    /c",
        "/b, /a//b/./c/..,  /a/b",
        "/b, '',            /b",
        "/b, /,             /",
        "/b, ...,           /b/...",
        "/b, dö/日本,        /b/dö/日本"
    })
    void resolvesNamesAsTheyAreWritten(String directory, String path, String resolved) {
        assertEquals(resolved, UnixPath.resolve(directory, path));
    }
}
