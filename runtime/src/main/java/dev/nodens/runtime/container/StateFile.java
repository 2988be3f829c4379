package dev.nodens.runtime.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * {@code state.json}: a {@link StoredContainer} with the version of its form and a checksum over its text, so that a file
 * that was cut, spoiled or written by another version is known as such.
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

    /** The whole text; its directory is not visible yet, or nobody else writes. */
    static byte[] encode(StoredContainer container) {
        try {
            String content = JSON.writeValueAsString(container);
            ObjectNode file = JSON.createObjectNode();
            file.put("schemaVersion", SCHEMA_VERSION);
            file.put("checksum", digest(content.getBytes(StandardCharsets.UTF_8)));
            file.putRawValue("container", new RawValue(content));
            return JSON.writeValueAsBytes(file);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("a record of strings can be written as JSON", impossible);
        }
    }

    /** @throws ContainerException {@link ErrorCode#NOT_FOUND} or {@link ErrorCode#DAMAGED_STATE} */
    static StoredContainer read(Path path) {
        try {
            byte[] bytes = bytes(path, SIZE_LIMIT);
            if (bytes.length > SIZE_LIMIT) {
                throw damaged(path, "more than " + SIZE_LIMIT + " bytes", null);
            }
            return decode(path, JSON.readTree(bytes));
        } catch (NoSuchFileException absent) {
            throw new ContainerException(ErrorCode.NOT_FOUND, path + ": no such file", absent);
        } catch (JsonProcessingException | RuntimeException broken) {
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

    /** {@code sha256:} and 64 hexadecimal digits. */
    static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has SHA-256", impossible);
        }
    }

    private static StoredContainer decode(Path path, JsonNode file) throws JsonProcessingException {
        int version = file.path("schemaVersion").asInt();
        if (version != SCHEMA_VERSION) {
            throw damaged(path, "schemaVersion " + version + " must be " + SCHEMA_VERSION, null);
        }
        JsonNode content = file.path("container");
        String checksum = digest(content.toString().getBytes(StandardCharsets.UTF_8));
        if (!checksum.equals(file.path("checksum").asText())) {
            throw damaged(path, "its checksum does not fit its content", null);
        }
        return JSON.treeToValue(content, StoredContainer.class);
    }

    private static ContainerException damaged(
            Path path, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return cause instanceof ContainerException known && known.code() == ErrorCode.DAMAGED_STATE
                ? known
                : new ContainerException(ErrorCode.DAMAGED_STATE, path + ": damaged: " + what, cause);
    }
}
