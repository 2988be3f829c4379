package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.runtime.Containers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container can do to a process of ours that enters it, and to our waiting for it. */
@RequiresRoot
class ExecAttackTest extends InCell {

    private static final Duration SOON = Duration.ofSeconds(2);

    /**
     * CVE-2016-9962: between its entry and execve the runtime's process is open to the container's own, which has the same
     * user and capabilities. A created container that waits in another's pid namespace is such a process for as long as one
     * likes. Defence: {@code PR_SET_DUMPABLE} in native-init/src/main.c, first of all.
     */
    @Test
    void isNotOpenToProcessesOfItsOwnUser() throws Exception {
        ContainerId attacker = cell.start(cell.sleeper());
        ContainerId entering = Containers.id("entering");
        Spec joining = Containers.joining(cell.sleeper(), "pid", "/proc/" + cell.pid(attacker) + "/ns/pid");
        cell.runtime().create(entering, joining, Containers.monitored(cell.host(), entering));
        String process = "/proc/" + innermostPid(cell.pid(entering));

        String all = "cd " + process + "; readlink exe root cwd fd/* ns/*; cat maps environ auxv; ls root/ cwd/";
        ExecResult attack = cell.exec(attacker, Cell.command("/bin/sh", "-c", "(" + all + ") 2>/dev/null | wc -c"));

        assertEquals("0\n", attack.output());
    }

    /** A process that is stopped for ever by the container is given up at the time limit. */
    @Test
    void isNotWaitedForWhereTheContainerStopsIt() {
        ContainerId attacker = cell.start(cell.shell("while :; do kill -STOP -1; done"));
        assertTimeoutPreemptively(Cell.PATIENCE, () -> {
            for (int i = 0; i < 5; i++) {
                ExecResult result = cell.runtime().exec(attacker, Cell.command("sleep", "1000"), SOON, 1024);
                assertTrue(result.timedOut());
            }
        });
    }

    /** One that is killed before execve is a failure, and one that is killed after it an end. */
    @Test
    void isNotWaitedForWhereTheContainerKillsIt() {
        ContainerId attacker = cell.start(cell.shell("while :; do kill -KILL -1; done"));
        assertTimeoutPreemptively(Cell.PATIENCE, () -> {
            for (int i = 0; i < 20; i++) {
                assertEquals("killed", outcome(attacker, Cell.command("sleep", "1000")));
            }
        });
    }

    /** Nor where it is frozen: an exec would wait in the frozen cgroup. */
    @Test
    void isRefusedInAPausedContainer() {
        ContainerId paused = cell.start(cell.sleeper());
        cell.runtime().pause(paused);
        ContainerException refused =
                assertThrows(ContainerException.class, () -> cell.exec(paused, Cell.command("true")));
        assertEquals(ErrorCode.WRONG_STATE, refused.code());
    }

    /**
     * A container that has all rights over its own namespaces changes what an exec finds in them: whatever it is, the answer
     * comes soon. Defence: nothing is read in the container; native-init opens what it needs of /proc before it joins.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm /etc/passwd && mkfifo /etc/passwd && rm /etc/group && mkfifo /etc/group",
                "rm /etc/passwd && ln -s /dev/zero /etc/passwd",
                "rm /etc/passwd && truncate -s 256M /etc/passwd",
                "umount /proc",
                "mount -t tmpfs tmpfs /proc",
                "mount -t tmpfs tmpfs /dev",
                "umount /proc && rmdir /proc && ln -s / /proc",
                "umount /dev && rm -rf /dev && ln -s /etc /dev"
            })
    void worksWhateverTheContainerMadeOfItsRoot(String change) {
        Spec powerful = cell.shell(change + " && touch /tmp/done; exec sleep 1000")
                .with(s -> s.process = s.process.with(p -> p.capabilities = Cell.everyCapability()));
        ContainerId changed = cell.start(powerful);
        Cell.await(() -> Files.exists(cell.rootfs().resolve("tmp/done")));
        assertTimeoutPreemptively(
                Cell.PATIENCE,
                () -> assertEquals(
                        "here\n",
                        cell.exec(changed, Cell.command("echo", "here")).output()));
    }

    /** CVE-2024-21626: {@code exec --cwd /proc/self/fd/N}. Defence: {@code enter_working_directory} in command.c. */
    @Test
    void entersNoDirectoryThroughADescriptor() {
        ContainerId id = cell.start(cell.sleeper());
        for (int number = 3; number < 32; number++) {
            Process process = Cell.command("pwd");
            String cwd = "/proc/self/fd/" + number;
            assertThrows(ContainerException.class, () -> cell.exec(id, process.with(p -> p.cwd = cwd)), cwd);
            assertThrows(ContainerException.class, () -> cell.exec(id, process.with(p -> p.cwd = cwd + "/..")), cwd);
        }
    }

    private String outcome(ContainerId id, Process process) {
        try {
            ExecResult result = cell.exec(id, process);
            return result.code() == 137 && !result.timedOut() ? "killed" : "code " + result.code();
        } catch (ContainerException before) {
            return "killed";
        }
    }

    /** As the innermost of its pid namespaces counts, which is the attacker's. */
    private static int innermostPid(int pid) throws IOException {
        String line = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(text -> text.startsWith("NSpid:"))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring(line.lastIndexOf('\t') + 1));
    }
}
