package dev.nodens.tests.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.tests.harness.AgentProcess;
import dev.nodens.tests.harness.ContainerProcess;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What {@code make run} shows. */
@RequiresRoot
final class ExamplesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theInspectorIsInRedisNamespacesAndPingsIt(TestHost host) throws IOException {
        copyExamples(host);
        try (AgentProcess agent = AgentProcess.Options.standalone(host).start().awaitReady()) {
            awaitAll(host, 3);
            ContainerProcess redis = awaitOne(host, "redis");
            ContainerProcess inspector = awaitOne(host, "inspector");

            assertEquals(redis.namespace("pid"), inspector.namespace("pid"));
            assertEquals(redis.namespace("net"), inspector.namespace("net"));
            assertNotEquals(redis.namespace("mnt"), inspector.namespace("mnt"));
            assertNotEquals(own("net"), redis.namespace("net"));
            awaitLog(host, "inspector", "PONG");
            assertTrue(log(host, "inspector").contains("process 1 here is: redis-server"), log(host, "inspector"));

            ContainerProcess byPath = awaitOne(host, "by-path");
            assertEquals(own("uts"), byPath.namespace("uts"));
            assertEquals(own("ipc"), byPath.namespace("ipc"));
            assertNotEquals(own("pid"), byPath.namespace("pid"));
            Awaitility.await("the table")
                    .atMost(PATIENCE)
                    .until(() -> agent.output()
                            .lines()
                            .anyMatch(line ->
                                    line.startsWith("inspector   Running") && line.contains("redis: pid network")));
            agent.stop();
        }
        assertEquals(List.of(), host.containers());
    }

    @Test
    void whoJoinedMayDieAndTheOwnerLivesOnButNotTheOtherWayRound(TestHost host) throws IOException {
        copyExamples(host);
        try (AgentProcess agent = AgentProcess.Options.standalone(host).start().awaitReady()) {
            awaitAll(host, 3);
            ContainerProcess redis = awaitOne(host, "redis");
            ContainerProcess inspector = awaitOne(host, "inspector");

            kill(inspector);
            ContainerProcess restarted = awaitOther(host, "inspector", inspector);
            assertEquals(redis, awaitOne(host, "redis"));

            kill(redis);
            ContainerProcess next = awaitOther(host, "redis", redis);
            ContainerProcess follower = awaitOther(host, "inspector", restarted);
            Awaitility.await("the inspector in the new redis' namespaces")
                    .atMost(PATIENCE)
                    .until(() -> awaitOne(host, "inspector").namespace("pid").equals(next.namespace("pid")));
            assertNotEquals(restarted, follower);
            agent.stop();
        }
    }

    private static void copyExamples(TestHost host) throws IOException {
        try (Stream<Path> files = Files.list(Tree.root().resolve("examples"))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".yaml")).toList()) {
                host.write("manifests/" + file.getFileName(), Files.readString(file));
            }
        }
    }

    private static void awaitAll(TestHost host, int count) {
        Awaitility.await(count + " containers")
                .atMost(PATIENCE)
                .until(() -> host.containers().size() == count);
    }

    private static ContainerProcess awaitOne(TestHost host, String name) {
        return Awaitility.await(name)
                .atMost(PATIENCE)
                .until(() -> find(host, name), Optional::isPresent)
                .orElseThrow();
    }

    private static ContainerProcess awaitOther(TestHost host, String name, ContainerProcess before) {
        return Awaitility.await("another " + name)
                .atMost(PATIENCE)
                .until(
                        () -> find(host, name),
                        found -> found.filter(one -> !one.equals(before)).isPresent())
                .orElseThrow();
    }

    private static Optional<ContainerProcess> find(TestHost host, String name) {
        return host.containers().stream()
                .filter(container -> container.id().startsWith("default_" + name + "_"))
                .findFirst();
    }

    private static void awaitLog(TestHost host, String name, String text) {
        Awaitility.await(text + " in the log of " + name)
                .atMost(PATIENCE)
                .until(() -> log(host, name).contains(text));
    }

    private static String log(TestHost host, String name) throws IOException {
        Path file = host.logs().resolve(awaitOne(host, name).id()).resolve("container.log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static String own(String namespace) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns", namespace)).toString();
    }

    private static void kill(ContainerProcess container) {
        ProcessHandle.of(container.pid()).orElseThrow().destroyForcibly();
    }
}
