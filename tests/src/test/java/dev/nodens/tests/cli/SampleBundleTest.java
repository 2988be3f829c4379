package dev.nodens.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.ContainerProcess;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The sample configuration of the document that this project started from, unchanged: its capabilities are a plain list,
 * as ociVersion 0.4.0 had them, and it wants a terminal.
 */
@RequiresRoot
final class SampleBundleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The machine's cgroups are everybody's, and "redis" is a likely name. */
    private static final String ID = "redis-" + ProcessHandle.current().pid();

    /** It shares the host's network and listens on redis' own port: the host is a network namespace of the test's. */
    private static final String ISOLATED = "ip link set lo up && exec script --quiet --return --command '%s' /dev/null";

    @Test
    void redisAnswersPing(TestHost host) throws IOException, InterruptedException {
        Path bundle = bundle(host);
        String run =
                host.cli().command("run", "--bundle", bundle.toString(), ID).line();
        Process foreground = new ProcessBuilder("unshare", "--net", "sh", "-c", ISOLATED.formatted(run))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(host.base().resolve("output").toFile())
                .start();
        ContainerProcess redis = Awaitility.await("redis in a container")
                .atMost(PATIENCE)
                .failFast(() -> assertEquals(
                        true, foreground.isAlive(), Files.readString(host.base().resolve("output"))))
                .until(host::containers, found -> found.size() == 1)
                .getFirst();
        Awaitility.await("PONG").atMost(PATIENCE).until(() -> ping(redis), "PONG"::equals);
        assertEquals("runc", inside(redis, "hostname"));
        assertFalse(
                Command.of("nsenter", "--target", pid(redis), "--mount", "/bin/touch", "/file")
                                .run()
                                .code()
                        == 0,
                "its root is writable");

        // SIGTERM does not end it: it wants to save its data first, and its root is read-only.
        host.cli().run("kill", ID, "KILL").succeeded();
        assertEquals(128 + 9, foreground.waitFor());
        assertEquals(0, host.containers().size());
    }

    private static Path bundle(TestHost host) throws IOException {
        host.rootfs("bundle/rootfs").withHostProgram(Path.of("/usr/bin/redis-server"));
        Files.copy(
                Tree.root().resolve("tests/src/test/resources/bundles/redis/config.json"),
                host.base().resolve("bundle/config.json"));
        return host.base().resolve("bundle");
    }

    private static String ping(ContainerProcess redis) {
        return Command.of("nsenter", "--target", pid(redis), "--net", "redis-cli", "ping")
                .run()
                .out()
                .trim();
    }

    private static String inside(ContainerProcess container, String command) {
        return Command.of("nsenter", "--target", pid(container), "--uts", command)
                .run()
                .succeeded()
                .out()
                .trim();
    }

    private static String pid(ContainerProcess container) {
        return Long.toString(container.pid());
    }
}
