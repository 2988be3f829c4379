package dev.nodens.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.harness.UnixListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How large the container's terminal is: as config.json says, or as that of the caller who stays. */
@RequiresRoot
final class WindowSizeTest {

    private static final String ID = "window-" + ProcessHandle.current().pid();

    private TestHost host;
    private Bundle terminal;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
        terminal =
                Bundle.of(host).with("\"cwd\"", "\"terminal\": true, \"cwd\"").with("\"mounts\": [", """
                        "mounts": [{"destination": "/dev", "type": "tmpfs", "source": "tmpfs"},
                        {"destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["newinstance", "ptmxmode=0666"]},
                        """);
    }

    @AfterEach
    void delete() {
        host.cli().run("delete", "--force", ID).succeeded();
    }

    @Test
    void isWhatTheConfigurationSays() {
        Bundle sized = terminal.with("\"cwd\"", "\"consoleSize\": {\"height\": 31, \"width\": 97}, \"cwd\"")
                .withArgs("[\"sh\", \"-c\", \"stty size; sleep 1000\"]");
        Path socket = host.base().resolve("socket");
        try (UnixListener listener = new UnixListener(socket)) {
            sized.start(ID, "--console-socket", socket.toString());
            try (Fd master = listener.receive().descriptors().getFirst()) {
                assertEquals("31 97\r\n", read(master));
            }
        }
    }

    @Test
    void isThatOfTheCallersTerminalAndFollowsIt() {
        Bundle following = terminal.withArgs(
                "[\"sh\", \"-c\", \"trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.1; done\"]");
        String run =
                host.cli().command("run", "--bundle", following.written(), ID).line();
        String resize = "(until grep -q '33 77' seen; do sleep 0.1; done; stty rows 44 cols 88 </dev/tty) & ";
        String output = Command.of(
                        "script",
                        "--quiet",
                        "--return",
                        "--flush",
                        "--command",
                        "stty rows 33 cols 77; " + resize + run,
                        "seen")
                .in(host.base())
                .within(Duration.ofSeconds(20))
                .run()
                .succeeded()
                .out();
        // before it stands the end of script's own input, which the terminal echoes
        assertTrue(output.replace("\r", "").endsWith("33 77\n44 88\n"), output);
    }

    private static String read(Fd master) {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        int length = Syscalls.linux().read(master, buffer);
        return new String(buffer.array(), 0, length, StandardCharsets.UTF_8);
    }
}
