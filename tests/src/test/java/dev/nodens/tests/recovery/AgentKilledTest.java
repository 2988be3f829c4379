package dev.nodens.tests.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.container.Step;
import dev.nodens.tests.harness.AgentProcess;
import dev.nodens.tests.harness.ContainerProcess;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The agent dies by SIGKILL; the next one finds everything, doubles nothing, and leaves nothing behind. */
@RequiresRoot
final class AgentKilledTest {

    /** What a shell says of SIGKILL. */
    private static final int KILLED = 128 + 9;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void containersLiveOnAndKeepTheirPids(TestHost host) throws Exception {
        Workload.write(host, "first");
        Workload.write(host, "second");
        AgentProcess killed = AgentProcess.Options.standalone(host).start().awaitReady();
        List<ContainerProcess> before = awaitContainers(host, 2);
        killed.kill();
        assertEquals(before, host.containers());
        try (AgentProcess next = AgentProcess.Options.standalone(host).start().awaitReady()) {
            assertEquals(before, awaitContainers(host, 2));
            removeAll(host, next);
        }
    }

    /**
     * Killed between any two steps of a creation and of a deletion. A creation that stops at CREATED is that of a container that joins
     * another; this one joins none, and is made and started at once. What the agent makes has no hooks of its own.
     */
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CREATED", "HOOKS_RUN"})
    void isTakenUpWhereItStopped(Step step, TestHost host) throws Exception {
        Path manifest = Workload.write(host, "web");
        AgentProcess first = AgentProcess.Options.standalone(host)
                .with("NODENS_JAVA_OPTS", "-Dnodens.failpoint=" + step.name())
                .start();
        if (isOfDeletion(step)) {
            first.awaitReady();
            awaitContainers(host, 1);
            Files.delete(manifest);
        }
        assertEquals(KILLED, first.awaitEnd(), first::output);
        Workload.write(host, "web");
        try (AgentProcess next = AgentProcess.Options.standalone(host).start().awaitReady()) {
            awaitContainers(host, 1);
            assertEquals(1, Workload.processes(host, "web"), "processes of the container after " + step);
            removeAll(host, next);
        }
    }

    private static boolean isOfDeletion(Step step) {
        return step.compareTo(Step.LEFTOVERS_KILLED) >= 0;
    }

    private static List<ContainerProcess> awaitContainers(TestHost host, int count) {
        return Awaitility.await(count + " containers")
                .atMost(PATIENCE)
                .until(host::containers, found -> found.size() == count);
    }

    private static void removeAll(TestHost host, AgentProcess agent) throws Exception {
        try (var manifests = Files.list(host.manifests())) {
            for (Path manifest : manifests.toList()) {
                Files.delete(manifest);
            }
        }
        awaitContainers(host, 0);
        agent.stop();
    }
}
