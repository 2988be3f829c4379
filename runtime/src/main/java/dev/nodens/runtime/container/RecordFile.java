package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A file of {@code key=value} lines in a container's state directory, as native-init writes them. */
record RecordFile(Path path, Map<String, String> values) {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int SIZE_LIMIT = 4096;

    /** Empty where there is no such file. */
    static Optional<RecordFile> read(Path path) {
        // Most are asked for before they are there, and an exception costs twenty times what this look does.
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(path, StateFile.bytes(path, SIZE_LIMIT)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new ContainerException(ErrorCode.DAMAGED_STATE, path + ": can't be read", unreadable);
        }
    }

    private static RecordFile parse(Path path, byte[] bytes) {
        if (bytes.length > SIZE_LIMIT) {
            throw damaged(path, "more than " + SIZE_LIMIT + " bytes");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw damaged(path, "line \"" + line + "\" has no =");
            }
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return new RecordFile(path, values);
    }

    /** Writes it under a temporary name and gives it its own, unless somebody else was first. */
    void writeIfAbsent() {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        try {
            Path temporary = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
            try {
                Files.writeString(temporary, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.createLink(path, temporary);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (FileAlreadyExistsException | NoSuchFileException raced) {
            // Another process saw the same end, or deleted the container meanwhile: its word stands.
            return;
        } catch (IOException failed) {
            throw new ContainerException(ErrorCode.INTERNAL, path + ": can't be written", failed);
        }
    }

    long number(String key) {
        String value = values.get(key);
        if (value == null) {
            throw damaged(path, "\"" + key + "\" is missing");
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw damaged(path, "\"" + key + "\" is \"" + value + "\" and must be a number");
        }
    }

    /** A time, kept as nanoseconds since 1970. */
    Instant time(String key) {
        return time(number(key));
    }

    static Instant time(long nanos) {
        return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND);
    }

    static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS_PER_SECOND + time.getNano();
    }

    ContainerException damaged(String what) {
        return damaged(path, what);
    }

    private static ContainerException damaged(Path path, String what) {
        return new ContainerException(ErrorCode.DAMAGED_STATE, path + ": " + what);
    }
}
