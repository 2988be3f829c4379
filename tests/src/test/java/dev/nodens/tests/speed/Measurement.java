package dev.nodens.tests.speed;

import java.nio.file.Path;
import java.util.List;

/**
 * What one JVM of the benchmark measures.
 *
 * @param title of its table
 * @param rounds of each contender
 * @param seccomp whether the containers have the default profile; else they have no filter
 * @param folder for what is made on disk
 * @param floor the compiled floor.c
 */
record Measurement(String title, int rounds, boolean seccomp, Path folder, Path floor) {

    /** As the arguments of the JVM that does it. */
    List<String> arguments() {
        return List.of(title, Integer.toString(rounds), Boolean.toString(seccomp), folder.toString(), floor.toString());
    }

    static Measurement of(String[] arguments) {
        return new Measurement(
                arguments[0],
                Integer.parseInt(arguments[1]),
                Boolean.parseBoolean(arguments[2]),
                Path.of(arguments[3]),
                Path.of(arguments[4]));
    }
}
