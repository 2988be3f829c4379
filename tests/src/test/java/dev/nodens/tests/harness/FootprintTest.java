package dev.nodens.tests.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The leak check can fail: each kind of thing that a test may leave behind is seen. */
@RequiresRoot
final class FootprintTest {

    @Test
    void seesAProcessThatLeftTheTree(TestHost host) throws IOException {
        Command.of("setsid", "--fork", "sleep", "4711")
                .withEnvironment(Map.of("FOLDER", host.base().toString()))
                .run()
                .succeeded();
        assertTrue(
                OwnProcesses.list().stream().anyMatch(own -> own.commandLine().equals("sleep 4711")));
        killSleepers();
    }

    @Test
    void seesAProcessByItsMounts(TestHost host) throws IOException {
        Command.of(
                        "setsid",
                        "--fork",
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs none " + host.logs() + " && exec sleep 4711")
                .run()
                .succeeded();
        Awaitility.await()
                .until(() -> OwnProcesses.list().stream()
                        .anyMatch(own -> own.commandLine().equals("sleep 4711")));
        killSleepers();
    }

    @Test
    void seesAMount(TestHost host) throws IOException {
        Command.of("mount", "-t", "tmpfs", "none", host.logs().toString()).run().succeeded();
        assertSeen(thing ->
                thing.startsWith("mount ") && thing.endsWith(host.logs().toString()));
        Command.of("umount", host.logs().toString()).run().succeeded();
    }

    @Test
    void seesAnEmptyCgroup() throws IOException {
        Path cgroup = Path.of("/sys/fs/cgroup", Files.isDirectory(Path.of("/sys/fs/cgroup/unified")) ? "unified" : "")
                .resolve("nodens-tests-" + ProcessHandle.current().pid());
        Files.createDirectory(cgroup);
        assertSeen(("cgroup " + cgroup)::equals);
        Files.delete(cgroup);
    }

    @Test
    void seesADescriptor(TestHost host) throws IOException {
        Path file = host.write("file", "");
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
            assertEquals(0, open.position());
            assertSeen(("descriptor " + file + " number 1")::equals);
        }
    }

    @Test
    void seesAContainerInTheStateRoot(TestHost host) throws IOException {
        Path file = host.write("state/containers/web", "");
        assertSeen(("file " + file)::equals);
        Files.delete(file);
    }

    private static void assertSeen(Predicate<String> thing) throws IOException {
        Footprint footprint = Footprint.take();
        assertTrue(footprint.things().stream().anyMatch(thing), footprint.toString());
    }

    private static void killSleepers() {
        OwnProcesses.list().stream()
                .filter(own -> own.commandLine().equals("sleep 4711"))
                .forEach(own -> ProcessHandle.of(own.pid()).ifPresent(ProcessHandle::destroyForcibly));
    }
}
