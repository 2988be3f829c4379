package dev.nodens.runtime.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.error.ContainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateRootTest {

    @TempDir
    private Path session;

    @Test
    void isInTheSessionOfAUserWithoutRights() throws IOException {
        Path root = StateRoot.of(thisUser() == 0 ? 1 : thisUser(), session(session.resolve("own")));

        assertEquals(session.resolve("own/nodens"), root);
    }

    @Test
    void isTheSameWhenItIsThere() throws IOException {
        assertEquals(claimed(), claimed());
    }

    @Test
    void isNeverWhatOthersMaySee() throws IOException {
        Files.createDirectory(
                session.resolve("nodens"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        assertThrows(ContainerException.class, this::claimed);
    }

    @Test
    void isNeverALink() throws IOException {
        Files.createSymbolicLink(session.resolve("nodens"), session);

        assertThrows(ContainerException.class, this::claimed);
    }

    private Path claimed() throws IOException {
        return StateRoot.claim(session.resolve("nodens"), thisUser());
    }

    private int thisUser() throws IOException {
        return (int) Files.getAttribute(session, "unix:uid");
    }

    private static Map<String, String> session(Path directory) throws IOException {
        return Map.of("XDG_RUNTIME_DIR", Files.createDirectory(directory).toString());
    }
}
