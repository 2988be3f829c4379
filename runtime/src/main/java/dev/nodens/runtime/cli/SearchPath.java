package dev.nodens.runtime.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** {@code PATH}, as a shell searches it; an empty entry, which would be the working directory, is passed over. */
final class SearchPath {

    private static final String DEFAULT = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private SearchPath() {}

    static Optional<Path> find(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", DEFAULT).split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
