package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is wrong is said by name, and leaves nothing behind: the leak check of every test sees to the latter. */
@RequiresRoot
class BadInputTest extends WithRuntime {

    private static final int MOST_PIDS = 4_194_304;

    @Test
    void namesACommandThatIsNotInThePath() {
        refused(
                Containers.command(rootfs, "nope"),
                ErrorCode.COMMAND_NOT_FOUND,
                "exec: \"nope\": executable file not found in $PATH");
    }

    @Test
    void namesACommandThatIsNotThere() {
        refused(
                Containers.command(rootfs, "/bin/nope"),
                ErrorCode.COMMAND_NOT_FOUND,
                "exec: \"/bin/nope\": no such file or directory");
    }

    @Test
    void namesACommandThatMayNotBeExecuted() {
        refused(
                Containers.command(rootfs, "/etc/passwd"),
                ErrorCode.COMMAND_NOT_EXECUTABLE,
                "exec: \"/etc/passwd\": permission denied");
    }

    @Test
    void refusesAPathThatIsNoNamespace() {
        Path file = host.write("no-namespace", "");
        refused(
                Containers.joining(Containers.command(rootfs, "/bin/true"), "pid", file.toString()),
                ErrorCode.INVALID_NAMESPACE,
                "namespace path " + file + ": is no namespace file, must be a pid namespace");
    }

    @Test
    void refusesANamespaceOfAnotherType() {
        refused(
                Containers.joining(Containers.command(rootfs, "/bin/true"), "pid", "/proc/self/ns/net"),
                ErrorCode.INVALID_NAMESPACE,
                "namespace path /proc/self/ns/net: is a network namespace, must be a pid namespace");
    }

    @Test
    void doesNotWaitForTheWriterOfAFifo() {
        Path fifo = host.base().resolve("fifo");
        Command.of("mkfifo", fifo.toString()).run().succeeded();
        refused(
                Containers.joining(Containers.command(rootfs, "/bin/true"), "uts", fifo.toString()),
                ErrorCode.INVALID_NAMESPACE,
                "namespace path " + fifo + ": is no namespace file, must be a uts namespace");
    }

    @Test
    void saysThatTheProcessOfANamespaceMayHaveEnded() {
        String gone = "/proc/" + MOST_PIDS + "/ns/pid";
        refused(
                Containers.joining(Containers.command(rootfs, "/bin/true"), "pid", gone),
                ErrorCode.INVALID_NAMESPACE,
                "namespace path \"" + gone + "\": no such file or directory;"
                        + " has the process that it belonged to ended?");
    }

    @Test
    void refusesASecondContainerOfTheSameId() {
        ContainerId id = Containers.id("twice");
        Spec spec = Containers.command(rootfs, "/bin/sleep", "1000");
        runtime.run(id, spec, Containers.monitored(host, id));
        try {
            ContainerException refused =
                    assertThrows(ContainerException.class, () -> runtime.run(id, spec, Containers.monitored(host, id)));
            assertEquals(ErrorCode.ALREADY_EXISTS, refused.code());
            assertEquals("container \"" + id + "\" exists already", refused.getMessage());
        } finally {
            runtime.delete(id, true);
        }
    }

    @Test
    void refusesToDeleteWhatRuns() {
        ContainerId id = Containers.id("busy");
        runtime.run(id, Containers.command(rootfs, "/bin/sleep", "1000"), Containers.monitored(host, id));
        try {
            ContainerException refused = assertThrows(ContainerException.class, () -> runtime.delete(id, false));
            assertEquals(ErrorCode.WRONG_STATE, refused.code());
        } finally {
            runtime.delete(id, true);
        }
    }

    @Test
    void knowsWhatIsNotThere() {
        ContainerId id = Containers.id("absent");
        assertEquals(Optional.empty(), runtime.state(id));
        assertEquals(
                ErrorCode.NOT_FOUND,
                assertThrows(ContainerException.class, () -> runtime.start(id)).code());
        assertEquals(
                ErrorCode.NOT_FOUND,
                assertThrows(ContainerException.class, () -> runtime.delete(id, false))
                        .code());
        runtime.delete(id, true);
    }

    private void refused(Spec spec, ErrorCode code, String message) {
        ContainerId id = Containers.id("bad");
        ContainerException refused =
                assertThrows(ContainerException.class, () -> runtime.run(id, spec, Containers.monitored(host, id)));
        assertEquals(message, refused.getMessage());
        assertEquals(code, refused.code());
        assertEquals(List.of(), runtime.list());
    }
}
