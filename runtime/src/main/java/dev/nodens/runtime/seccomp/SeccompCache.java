package dev.nodens.runtime.seccomp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.runtime.spec.LinuxSeccomp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compiled filters in a folder, each in a file named after what it was compiled from. A file starts with the SHA-256 of the
 * rest; one that is damaged, or is no program that a kernel would load, is as good as none. What can't be written is not
 * kept: the folder only saves time.
 */
public final class SeccompCache {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIGEST_BYTES = 32;

    /** Of what is compiled from the same profile: programs of other versions stay where they are and are not found. */
    private static final int VERSION = 2;

    private final Path folder;

    /**
     * @param folder made when something is first kept, for this user alone
     */
    public SeccompCache(Path folder) {
        this.folder = folder;
    }

    /** What a profile is kept under: its content, and what else decides the program. */
    static String key(LinuxSeccomp seccomp, String libraryVersion) {
        try {
            String machine = System.getProperty("os.arch");
            String content = JSON.writeValueAsString(seccomp) + "\n" + libraryVersion + "\n" + machine + "\n" + VERSION;
            return HexFormat.of().formatHex(sha256().digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a profile that was read from JSON can't be written as JSON", e);
        }
    }

    Optional<SeccompProgram> read(String key) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(key)));
            if (bytes.remaining() < DIGEST_BYTES + Integer.BYTES) {
                return Optional.empty();
            }
            byte[] digest = new byte[DIGEST_BYTES];
            bytes.get(digest);
            if (!Arrays.equals(digest, digest(bytes.slice()))) {
                return Optional.empty();
            }
            int flags = bytes.getInt();
            byte[] program = new byte[bytes.remaining()];
            bytes.get(program);
            return BpfCheck.isLoadable(program) ? Optional.of(new SeccompProgram(flags, program)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void write(String key, SeccompProgram program) {
        byte[] instructions = program.program();
        ByteBuffer content = ByteBuffer.allocate(Integer.BYTES + instructions.length)
                .putInt(program.flags())
                .put(instructions);
        content.flip();
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path unfinished = Files.createTempFile(folder, key, ".tmp");
            try {
                Files.write(unfinished, digest(content.slice()));
                Files.write(unfinished, content.array(), java.nio.file.StandardOpenOption.APPEND);
                Files.move(unfinished, folder.resolve(key), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            System.getLogger(SeccompCache.class.getName())
                    .log(System.Logger.Level.DEBUG, "compiled filter is not kept: " + e.getMessage());
        }
    }

    /** Forgets everything and removes the folder. Who is writing meanwhile only keeps nothing, or makes it again. */
    public void clear() {
        try (Stream<Path> kept = Files.list(folder)) {
            for (Path file : kept.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (NoSuchFileException _) {
            // Nothing was ever kept.
        } catch (IOException e) {
            System.getLogger(SeccompCache.class.getName())
                    .log(System.Logger.Level.DEBUG, "compiled filters stay: " + e.getMessage());
        }
    }

    private static byte[] digest(ByteBuffer content) {
        MessageDigest digest = sha256();
        digest.update(content);
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
