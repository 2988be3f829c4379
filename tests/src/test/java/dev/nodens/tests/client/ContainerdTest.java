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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Debian's containerd drives nodens through its shim as it drives runc. */
@RequiresRoot
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerdTest {

    private static final String UNTIL_KILLED = "echo started; while :; do sleep 1; done";

    private Containerd containerd;

    @BeforeAll
    void start(TestHost host) throws Exception {
        containerd = Containerd.start(host);
    }

    @AfterAll
    void stop() throws Exception {
        containerd.close();
    }

    @Test
    void runsAContainerToItsEndAndLearnsItsExitCode() {
        CommandResult run = containerd
                .run(List.of("--rm"), "brief", "/bin/sh", "-c", "echo hello; echo oops >&2; exit 7")
                .run()
                .exited(7);

        assertEquals("hello\n", run.out());
        assertEquals("oops\n", run.err());
    }

    @Test
    void givesAContainerATerminal() {
        Command run = containerd.run(List.of("--rm", "--tty"), "screen", "/bin/tty");

        assertTrue(onTerminal(run).run().succeeded().out().contains("/dev/pts/0"));
    }

    @Test
    void learnsThatACommandIsMissing() {
        CommandResult run = containerd.run(List.of("--rm"), "wrong", "nonsense").run();

        assertTrue(run.err().contains("exec: \"nonsense\": executable file not found in $PATH"), run.err());
        containerd.ctr("containers", "rm", "wrong").run();
    }

    @Test
    void execsPausesMeasuresKillsAndDeletesADetachedContainer() {
        assertEquals(
                "started\n",
                containerd
                        .run(List.of("--detach"), "long", "/bin/sh", "-c", UNTIL_KILLED)
                        .run()
                        .succeeded()
                        .out());
        execs();
        task("pause").succeeded();
        assertTrue(list().contains("PAUSED"), list());
        task("resume").succeeded();
        assertTrue(task("metrics").succeeded().out().contains("pids.current"));
        task("kill", "--signal", "SIGKILL").succeeded();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> list().contains("STOPPED"));
        CommandResult again = task("kill", "--signal", "SIGKILL");
        assertTrue(
                again.err().contains("process already finished") || again.err().contains("not found"), again.err());
        task("rm");
        containerd.ctr("containers", "rm", "long").run().succeeded();
    }

    private void execs() {
        assertEquals(
                "in\n",
                exec("a", "/bin/sh", "-c", "echo in; exit 5").run().exited(5).out());
        assertEquals(
                "typed\n",
                exec("b", "/bin/cat").withStdin("typed\n").run().succeeded().out());
        CommandResult missing = exec("c", "/bin/nothing").run();
        assertTrue(missing.err().contains("no such file or directory"), missing.err());
        Command tty = containerd.ctr("task", "exec", "--tty", "--exec-id", "d", "long", "/bin/tty");
        assertTrue(onTerminal(tty).run().out().contains("/dev/pts/"));
    }

    private Command exec(String exec, String... command) {
        return containerd.ctr("task", "exec", "--exec-id", exec, "long").with(command);
    }

    private CommandResult task(String verb, String... options) {
        return containerd.ctr("task", verb).with(options).with("long").run();
    }

    private String list() {
        return containerd.ctr("task", "ls").run().succeeded().out();
    }

    /** script(1) gives it a terminal to have its own on. */
    private static Command onTerminal(Command command) {
        return Command.of("script", "--quiet", "--return", "--command", command.line(), "/dev/null")
                .within(command.timeout());
    }
}
