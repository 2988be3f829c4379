package dev.nodens.runtime.criu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file that criu writes what it does to: its own words for what went wrong. */
record CriuLog(Path file) {

    private static final int LINES_TOLD = 3;

    /** The first lines that tell of errors, which say why and not what came of it; empty where there are none. */
    String errors() {
        List<String> errors;
        try {
            errors = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("Error ("))
                    .map(line -> line.substring(line.indexOf("Error (")).strip())
                    .limit(LINES_TOLD)
                    .toList();
        } catch (IOException unreadable) {
            return "";
        }
        return String.join("; ", errors);
    }
}
