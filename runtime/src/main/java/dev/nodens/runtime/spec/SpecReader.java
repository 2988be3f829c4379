package dev.nodens.runtime.spec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads {@code config.json}. Types are taken strictly and unknown fields are passed over; what the values mean is {@link
 * SpecValidator}'s to judge. Every error names the file, the place in it, what was found and what is allowed.
 */
public final class SpecReader {

    /** No sensible file is larger, and an endless one such as a device must not fill the memory. */
    static final int MOST_BYTES = 16 << 20;

    private static final Path DESCRIPTORS = Path.of("/dev/fd");
    private static final int CHUNK = 64 << 10;
    private static final int O_NOCTTY_NONBLOCK = 0x100 | 0x800;

    private final Syscalls syscalls;

    /** Reads by these calls; {@link Syscalls#linux()} outside tests. */
    public SpecReader(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /**
     * Reads a whole configuration: a regular file of at most 16 MiB.
     *
     * @throws ContainerException INVALID_SPEC with the file and the JSON path
     */
    public Spec read(Path file) {
        return parse(file.toString(), bytes(file), Spec.class);
    }

    /**
     * A configuration, and what of its file is passed over.
     *
     * @param unknown JSON paths of fields that the runtime-spec does not have
     */
    public record Reading(Spec spec, List<String> unknown) {

        public Reading {
            unknown = List.copyOf(unknown);
        }
    }

    /** Reads a whole configuration, with an eye on misspelt fields. */
    public Reading readWithUnknown(Path file) {
        byte[] json = bytes(file);
        Spec spec = parse(file.toString(), json, Spec.class);
        return new Reading(spec, UnknownFields.of(parse(file.toString(), json, JsonNode.class), Spec.class));
    }

    /** Reads a {@code process} object alone, as {@code exec --process} takes it. */
    public Process readProcess(Path file) {
        return parse(file.toString(), given(file), Process.class);
    }

    /** Reads a {@code linux.resources} object alone, as {@code update --resources} takes it. */
    public LinuxResources readResources(Path file) {
        return parse(file.toString(), given(file), LinuxResources.class);
    }

    /**
     * The same from a stream, to its end.
     *
     * @param name what errors call it
     */
    public static LinuxResources readResources(String name, InputStream stream) {
        return parse(name, bytes(name, stream), LinuxResources.class);
    }

    /**
     * Reads a configuration from memory.
     *
     * @param name what errors call it
     * @param json UTF-8
     * @throws ContainerException INVALID_SPEC with the name and the JSON path
     */
    public static Spec parse(String name, byte[] json) {
        return parse(name, json, Spec.class);
    }

    private static <T> T parse(String name, byte[] json, Class<T> type) {
        try (JsonParser parser = SpecJson.MAPPER.createParser(json)) {
            try {
                T value = SpecJson.MAPPER.readValue(parser, type);
                if (value == null) {
                    throw invalid(name, "$: must be an object, found nothing");
                }
                if (parser.nextToken() != null) {
                    throw invalid(name, "must hold one JSON object, found more after its end");
                }
                return value;
            } catch (IOException e) {
                throw invalid(name, new JsonError(parser).message(e));
            }
        } catch (IOException e) {
            throw invalid(name, String.valueOf(e.getMessage()));
        }
    }

    /** What a shell hands over as {@code <(command)} is a pipe that somebody writes already: reading it ends. */
    private byte[] given(Path file) {
        if (!DESCRIPTORS.equals(file.getParent())) {
            return bytes(file);
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return bytes(file.toString(), stream);
        } catch (IOException e) {
            throw invalid(file.toString(), "can't be read: " + e.getMessage());
        }
    }

    private static byte[] bytes(String name, InputStream stream) {
        try {
            byte[] json = stream.readNBytes(MOST_BYTES + 1);
            if (json.length > MOST_BYTES) {
                throw tooLong(name);
            }
            return json;
        } catch (IOException e) {
            throw invalid(name, "can't be read: " + e.getMessage());
        }
    }

    /** O_NONBLOCK, because opening a fifo waits for a writer otherwise; the type is asked of the open file, not of the path. */
    private byte[] bytes(Path file) {
        try (Fd fd = syscalls.open(file.toString(), O_NOCTTY_NONBLOCK, 0)) {
            if (!Files.isRegularFile(Path.of("/proc/self/fd/" + fd.number()))) {
                throw invalid(file.toString(), "must be a regular file");
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (syscalls.read(fd, chunk.clear()) > 0) {
                bytes.write(chunk.array(), 0, chunk.position());
                if (bytes.size() > MOST_BYTES) {
                    throw tooLong(file.toString());
                }
            }
            return bytes.toByteArray();
        } catch (ErrnoException e) {
            throw invalid(
                    file.toString(),
                    e.errno() == Errno.ENOENT ? "no such file or directory" : "can't be read: " + e.getMessage());
        }
    }

    private static ContainerException tooLong(String name) {
        return invalid(name, "must have at most " + MOST_BYTES + " bytes");
    }

    private static ContainerException invalid(String name, String message) {
        return new ContainerException(ErrorCode.INVALID_SPEC, name + ": " + message);
    }
}
