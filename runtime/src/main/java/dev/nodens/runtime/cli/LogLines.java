package dev.nodens.runtime.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * What a command has to say besides its result, in the lines of runc's log that its callers read: containerd's shim and
 * Podman's conmon take their errors from it.
 *
 * @param file appended to; empty = standard error
 */
record LogLines(Optional<Path> file, Format format, PrintWriter err) {

    enum Format {
        TEXT,
        JSON
    }

    enum Level {
        DEBUG,
        WARNING,
        ERROR
    }

    void write(Level level, String message) {
        String line = line(level.name().toLowerCase(Locale.ROOT), message);
        try {
            if (file.isPresent()) {
                Files.writeString(file.get(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                return;
            }
        } catch (IOException unwritable) {
            err.println("nodens: " + file.get() + ": can't be written: " + unwritable.getMessage());
        }
        err.println(line);
        err.flush();
    }

    private String line(String level, String message) {
        String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String text = new String(JsonStringEncoder.getInstance().quoteAsString(message));
        return switch (format) {
            case JSON -> "{\"level\":\"" + level + "\",\"msg\":\"" + text + "\",\"time\":\"" + time + "\"}";
            case TEXT -> "time=\"" + time + "\" level=" + level + " msg=\"" + text + "\"";
        };
    }
}
