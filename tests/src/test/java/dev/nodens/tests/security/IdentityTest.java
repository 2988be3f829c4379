package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.tests.harness.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a signal, a name or a record means. */
@RequiresRoot
class IdentityTest extends InCell {

    private static final int SIGNALS = 1000;

    /**
     * A pid that was given to a stranger after the container had ended. Defence: {@code ProcessIdentity} is pid and start
     * time, compared after the pidfd was opened.
     */
    @Test
    void signalsNoStrangerThatHasItsPid() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "1000").start();
        try {
            ContainerId id = cell.start(cell.sleeper());
            Path record = cell.host().state().resolve("containers/" + id + "/process");
            String recycled = Files.readString(record).replaceFirst("pid=\\d+", "pid=" + stranger.pid());
            cell.runtime().kill(id, 9, false);
            cell.runtime().await(id);
            Files.delete(record.resolveSibling("exit"));
            Files.writeString(record, recycled);

            for (int i = 0; i < SIGNALS; i++) {
                ContainerException refused = assertThrows(
                        ContainerException.class, () -> cell.runtime().kill(id, 9, false));
                assertEquals(ErrorCode.WRONG_STATE, refused.code());
            }
            cell.runtime().delete(id, true);
            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    /** crun 1.8.1 deletes the state root's neighbours for {@code ..}. Defence: {@code ContainerId}. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "../x", "/x", "a/b", "a b", "a\nb", "a\0b", "*", "a;b", "\u00e4", "a\u202eb"})
    void isNamedByNothingThatIsMoreThanAName(String id) {
        assertEquals(
                ErrorCode.INVALID_ID,
                assertThrows(ContainerException.class, () -> new ContainerId(id))
                        .code());
    }

    /** What somebody left in the state root that is no container is no reason to see none of the others. */
    @Test
    void isNotHiddenByWhatElseIsInTheStateRoot() throws Exception {
        ContainerId id = cell.start(cell.sleeper());
        Path containers = cell.host().state().resolve("containers");
        List<Path> strange = List.of(containers.resolve("no container"), containers.resolve("no-directory"));
        Files.createDirectory(strange.getFirst());
        Files.writeString(strange.getLast(), "");
        try {
            assertEquals(1, cell.runtime().list().size());
            assertEquals(id, cell.runtime().list().getFirst().id());
        } finally {
            for (Path path : strange) {
                Files.deleteIfExists(path);
            }
        }
    }
}
