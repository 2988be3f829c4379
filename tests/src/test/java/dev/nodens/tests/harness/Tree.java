package dev.nodens.tests.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The source tree that is tested. */
public final class Tree {

    private Tree() {}

    /** Its root: the closest folder upward that holds the Makefile and the modules. */
    public static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("native-init/pom.xml")))
                .findFirst()
                .orElseThrow();
    }
}
