package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.runtime.Containers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Paths of namespaces are what others hand us. Defence: {@code open_checked} in native-init/src/namespaces.c opens each once,
 * without waiting, and asks the descriptor what it is.
 */
@RequiresRoot
class NamespacePathTest extends InCell {

    private static final int CREATIONS = 40;

    @Test
    void refusesWhatIsNoNamespaceWithoutWaiting() throws Exception {
        Path fifo = cell.host().base().resolve("fifo");
        Command.of("mkfifo", fifo.toString()).run().succeeded();
        Path link = Files.createSymbolicLink(cell.host().base().resolve("link"), Path.of("/proc/self/ns/net"));
        Path loop = Files.createSymbolicLink(cell.host().base().resolve("loop"), Path.of("loop"));
        for (Path path : List.of(
                fifo, link, loop, Path.of("/dev/zero"), Path.of("/dev/tty"), Path.of("/proc/self/ns"), Path.of("/"))) {
            assertTimeoutPreemptively(
                    Cell.PATIENCE, () -> assertEquals("refused", outcome(joining(path)), path.toString()));
        }
    }

    /** The right namespace, and a fifo in its place: joined, or refused, and never waited for. */
    @Test
    void opensAPathOnce() throws Exception {
        ContainerId owner = cell.start(cell.sleeper());
        Path folder = Files.createDirectory(cell.host().base().resolve("raced"));
        Path raced = folder.resolve("ns");
        Files.createSymbolicLink(raced, Path.of("/proc/" + cell.pid(owner) + "/ns/ipc"));
        Command.of("mkfifo", folder.resolve("other").toString()).run().succeeded();
        String expected = Files.readSymbolicLink(Path.of("/proc/" + cell.pid(owner) + "/ns/ipc")) + "\n";
        Spec spec = Containers.joining(cell.shell("readlink /proc/self/ns/ipc"), "ipc", raced.toString());

        Set<String> seen = new TreeSet<>();
        try (Swapping attacker = Swapping.of(cell.host(), folder, "ns", "other")) {
            for (int i = 0; i < CREATIONS; i++) {
                seen.add(outcome(spec));
            }
            attacker.requireAlive();
        }
        assertEquals(Set.of(expected, "refused"), seen);
    }

    private Spec joining(Path path) {
        return Containers.joining(cell.shell("true"), "ipc", path.toString());
    }

    private String outcome(Spec spec) {
        try {
            return cell.output(spec);
        } catch (ContainerException refused) {
            assertEquals(ErrorCode.INVALID_NAMESPACE, refused.code(), refused.getMessage());
            return "refused";
        }
    }
}
