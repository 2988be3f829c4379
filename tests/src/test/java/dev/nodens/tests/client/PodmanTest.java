package dev.nodens.tests.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.CommandResult;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Podman drives nodens through conmon as it drives crun, with its own seccomp profile, masks, limits and mounts. */
@RequiresRoot
class PodmanTest {

    private static final String UNTIL_KILLED = "echo started; trap 'exit 3' TERM; while :; do sleep 1; done";

    @Test
    void runsAContainerToItsEndAndLearnsItsExitCode(TestHost host) {
        try (Podman podman = Podman.in(host)) {
            CommandResult run = podman.run(List.of("--rm"), "/bin/sh", "-c", "echo hello; exit 9")
                    .run()
                    .exited(9);

            assertEquals("hello\n", run.out());
        }
    }

    @Test
    void learnsWhyACommandCannotBeExecuted(TestHost host) {
        try (Podman podman = Podman.in(host)) {
            podman.run(List.of("--rm"), "nonsense").run().exited(127);
            podman.run(List.of("--rm"), "/etc").run().exited(126);
        }
    }

    @Test
    void logsExecsPausesStopsAndRemovesADetachedContainer(TestHost host) {
        try (Podman podman = Podman.in(host)) {
            podman.run(List.of("--detach", "--name", "long"), "/bin/sh", "-c", UNTIL_KILLED)
                    .run()
                    .succeeded();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> podman.podman("logs", "long").run().out().equals("started\n"));
            execs(podman);
            podman.podman("pause", "long").run().succeeded();
            assertEquals("paused", status(podman));
            podman.podman("unpause", "long").run().succeeded();
            podman.podman("stop", "--time", "100", "long").run().succeeded();
            assertEquals("exited", status(podman));
            assertEquals("3", inspect(podman, "{{.State.ExitCode}}"));
            podman.podman("rm", "long").run().succeeded();
        }
    }

    private static void execs(Podman podman) {
        assertEquals(
                "in\n",
                podman.podman("exec", "long", "/bin/sh", "-c", "echo in; exit 5")
                        .run()
                        .exited(5)
                        .out());
        assertEquals(
                "typed\n",
                podman.podman("exec", "--interactive", "long", "/bin/cat")
                        .withStdin("typed\n")
                        .run()
                        .succeeded()
                        .out());
        podman.podman("exec", "long", "/bin/nothing").run().exited(127);
        Command tty = podman.podman("exec", "--tty", "long", "/bin/tty");
        assertTrue(tty.run().succeeded().out().contains("/dev/pts/0"));
    }

    private static String status(Podman podman) {
        return inspect(podman, "{{.State.Status}}");
    }

    private static String inspect(Podman podman, String format) {
        return podman.podman("inspect", "--format", format, "long")
                .run()
                .succeeded()
                .out()
                .strip();
    }
}
