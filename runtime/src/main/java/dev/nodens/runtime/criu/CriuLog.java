package dev.nodens.runtime.criu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file that criu writes what it does to: its own words for what went wrong. */
record CriuLog(Path file) {

    /** Enough for the reason to be among them, and what came of it; what comes first may be no more than something missing. */
    private static final int LINES_TOLD = 5;

    /** The last lines that tell of errors, shortened to what they say; empty where there are none. */
    String errors() {
        List<String> errors;
        try {
            errors = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("Error ("))
                    .map(line -> line.substring(line.indexOf("Error (")).strip())
                    .toList();
        } catch (IOException unreadable) {
            return "";
        }
        return String.join("; ", errors.subList(Math.max(0, errors.size() - LINES_TOLD), errors.size()));
    }
}
