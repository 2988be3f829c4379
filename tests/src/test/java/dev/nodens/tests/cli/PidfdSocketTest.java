package dev.nodens.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.syscall.Fd;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.harness.UnixListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever listens at {@code --pidfd-socket} gets a descriptor of the process, in runc's words. */
@RequiresRoot
final class PidfdSocketTest {

    private static final String ID = "pidfd-" + ProcessHandle.current().pid();

    private TestHost host;
    private Bundle sleeper;
    private String socket;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
        sleeper = Bundle.of(host).withArgs("[\"sleep\", \"1000\"]");
        socket = host.base().resolve("socket").toString();
    }

    @AfterEach
    void delete() {
        host.cli().run("delete", "--force", ID).succeeded();
    }

    @Test
    void getsTheContainersProcessOfCreate() throws IOException {
        try (UnixListener listener = new UnixListener(Path.of(socket))) {
            host.cli()
                    .run("create", "--bundle", sleeper.written(), "--pidfd-socket", socket, ID)
                    .succeeded();
            assertEquals("standard " + host.containers().getFirst().pid(), received(listener));
        }
    }

    @Test
    void getsTheContainersProcessOfRunAndThatOfExec() throws IOException {
        try (UnixListener listener = new UnixListener(Path.of(socket))) {
            long pid = sleeper.start(ID, "--pidfd-socket", socket);
            assertEquals("standard " + pid, received(listener));

            Path pidFile = host.base().resolve("pid");
            host.cli()
                    .run(
                            "exec",
                            "--detach",
                            "--pid-file",
                            pidFile.toString(),
                            "--pidfd-socket",
                            socket,
                            ID,
                            "sleep",
                            "9")
                    .succeeded();
            assertEquals("setns " + Files.readString(pidFile), received(listener));
        }
    }

    @Test
    void isConnectedBeforeAnythingIsMade() {
        String refused = host.cli()
                .run("run", "--bundle", sleeper.written(), "--pidfd-socket", socket, ID)
                .exited(1)
                .err();
        assertEquals("nodens: pidfd socket \"" + socket + "\": no such file or directory\n", refused);
        assertEquals(0, host.containers().size());
    }

    /** The word, and whose pidfd came with it. */
    private static String received(UnixListener listener) throws IOException {
        UnixListener.Message message = listener.receive();
        assertEquals(1, message.descriptors().size());
        try (Fd pidfd = message.descriptors().getFirst()) {
            String pid = Files.readAllLines(Path.of("/proc/self/fdinfo/" + pidfd.number())).stream()
                    .filter(line -> line.startsWith("Pid:"))
                    .findFirst()
                    .orElseThrow();
            return message.text() + " " + pid.substring("Pid:".length()).strip();
        }
    }
}
