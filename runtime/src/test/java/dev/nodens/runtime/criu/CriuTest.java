package dev.nodens.runtime.criu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A criu that is not there, or is none. */
class CriuTest {

    @TempDir
    Path directory;

    @Test
    void saysThatThereIsNone() {
        ContainerException missing = refusal();

        assertEquals(ErrorCode.UNSUPPORTED, missing.code());
        assertEquals(
                "checkpoint and restore need criu 3.15 or newer, and there is none in PATH; install the package \"criu\"",
                missing.getMessage());
    }

    @Test
    void saysWhichOneDoesNotAnswer() throws IOException {
        Path program = program("exit 1");

        assertEquals(
                "\"" + program + "\" does not tell its version; does \"criu check\" run?",
                refusal().getMessage());
    }

    @Test
    void saysWhichOneCantBeExecuted() throws IOException {
        Path program = Files.writeString(directory.resolve("criu"), "no program");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        String message = String.valueOf(refusal().getMessage());

        assertTrue(message.startsWith("\"" + program + "\" "), message);
    }

    @Test
    void takesTheFirstInPathAndPassesOverWhatIsNoDirectoryOfIts() throws IOException {
        Path program = program("exit 1");

        assertEquals(
                program, Criu.look(Map.of("PATH", "/nowhere::" + directory)).orElseThrow());
    }

    private Path program(String script) throws IOException {
        Path program = Files.writeString(directory.resolve("criu"), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private ContainerException refusal() {
        return assertThrows(
                ContainerException.class, () -> Criu.find(Syscalls.linux(), Map.of("PATH", directory.toString())));
    }
}
