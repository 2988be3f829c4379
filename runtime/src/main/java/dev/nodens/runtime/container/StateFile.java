package dev.nodens.runtime.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * {@code state.json}: a {@link StoredContainer} on the second line, and on the first the version of its form and a checksum
 * over it, so that a file that was cut, spoiled or written by another version is known as such.
 */
final class StateFile {

    static final String NAME = "state.json";

    private static final int SCHEMA_VERSION = 1;
    private static final int SIZE_LIMIT = 1 << 20;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private StateFile() {}

    /** The first line. */
    private record Header(int schemaVersion, String checksum) {}

    /** The whole text; its directory is not visible yet, or nobody else writes. */
    static byte[] encode(StoredContainer container) {
        try {
            byte[] content = JSON.writeValueAsBytes(container);
            byte[] header = JSON.writeValueAsBytes(new Header(SCHEMA_VERSION, checksum(content)));
            return ByteBuffer.allocate(header.length + 1 + content.length)
                    .put(header)
                    .put((byte) '\n')
                    .put(content)
                    .array();
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("a record of strings can be written as JSON", impossible);
        }
    }

    /** @throws ContainerException {@link ErrorCode#NOT_FOUND} or {@link ErrorCode#DAMAGED_STATE} */
    static StoredContainer read(Path path) {
        try {
            return decode(path, bytes(path, SIZE_LIMIT));
        } catch (NoSuchFileException absent) {
            throw new ContainerException(ErrorCode.NOT_FOUND, path + ": no such file", absent);
        } catch (JsonProcessingException broken) {
            throw damaged(
                    path,
                    String.valueOf(broken.getMessage()).lines().findFirst().orElse(""),
                    broken);
        } catch (IOException unreadable) {
            throw damaged(path, "can't be read", unreadable);
        }
    }

    /** A file's bytes, but no more than one above the limit. */
    static byte[] bytes(Path path, int limit) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            return file.readNBytes(limit + 1);
        }
    }

    /** {@code crc32c:} and 8 hexadecimal digits: what it guards against are accidents, and only root writes there. */
    static String checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return "crc32c:" + HexFormat.of().toHexDigits(checksum.getValue(), Integer.BYTES * 2);
    }

    private static StoredContainer decode(Path path, byte[] bytes) throws IOException {
        if (bytes.length > SIZE_LIMIT) {
            throw damaged(path, "more than " + SIZE_LIMIT + " bytes", null);
        }
        int end = lineEnd(bytes);
        @Nullable Header header = JSON.readValue(bytes, 0, end, Header.class);
        int version = header == null ? 0 : header.schemaVersion();
        if (version != SCHEMA_VERSION) {
            throw damaged(path, "schemaVersion " + version + " must be " + SCHEMA_VERSION, null);
        }
        byte[] content = Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length);
        if (!checksum(content).equals(header.checksum())) {
            throw damaged(path, "its checksum does not fit its content", null);
        }
        return JSON.readValue(content, StoredContainer.class);
    }

    private static int lineEnd(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private static ContainerException damaged(Path path, String what, @Nullable Throwable cause) {
        return new ContainerException(ErrorCode.DAMAGED_STATE, path + ": damaged: " + what, cause);
    }
}
