package dev.nodens.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Received;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.CommandResult;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A container that is a service: it tells its manager that it is ready, and listens at sockets that the manager made. */
@RequiresRoot
final class ServiceManagerTest {

    private static final String ID = "service-" + ProcessHandle.current().pid();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int POLLIN = 1;

    private final Syscalls syscalls = Syscalls.linux();
    private TestHost host;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
    }

    @AfterEach
    void delete() {
        host.cli().run("delete", "--force", ID).succeeded();
    }

    @Test
    void hearsThatACreatedContainerIsReadyAndWhichProcessItIs() throws Exception {
        Path socket = host.base().resolve("manager");
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", socket.toString());
        try (Fd manager = syscalls.bindDatagrams(socket.toString())) {
            host.cli()
                    .command("create", "--bundle", service().written(), ID)
                    .withEnvironment(environment)
                    .run()
                    .succeeded();
            long pid = host.containers().getFirst().pid();
            CompletableFuture<CommandResult> start = CompletableFuture.supplyAsync(() ->
                    host.cli().command("start", ID).withEnvironment(environment).run());

            assertEquals("READY=1\n", next(manager), "and nothing else of what the container said");
            assertEquals("MAINPID=" + pid + "\n", next(manager));
            assertEquals("BARRIER=1", next(manager));
            start.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).succeeded();
        }
    }

    @Test
    void hearsNothingOfAContainerThatIsNeverReady() throws Exception {
        Path socket = host.base().resolve("manager");
        try (Fd manager = syscalls.bindDatagrams(socket.toString())) {
            host.cli()
                    .command("run", "--detach", "--bundle", Bundle.of(host).written(), ID)
                    .withEnvironment(Map.of("NOTIFY_SOCKET", socket.toString()))
                    .run()
                    .succeeded();
            assertEquals(List.of(), syscalls.poll(List.of(manager), POLLIN, Duration.ZERO));
        }
    }

    @Test
    void handsItsSocketsDown() {
        String seen = Bundle.of(host)
                .withArgs("[\"sh\", \"-c\", \"echo $LISTEN_FDS $LISTEN_PID; cat <&4; ls /proc/self/fd\"]")
                .written();
        Path first = host.write("first", "");
        Path second = host.write("second", "from the second\n");
        String run = host.cli().command("run", "--bundle", seen, ID).line();
        String activated = "LISTEN_FDS=2 LISTEN_PID=$$ exec " + run + " 3<" + first + " 4<" + second + " 5<" + first;

        // the last is that of the directory that ls reads
        assertEquals(
                "2 1\nfrom the second\n0\n1\n2\n3\n4\n5\n",
                Command.of("sh", "-c", activated).run().succeeded().out());
    }

    private Bundle service() {
        host.rootfs("bundle/rootfs").withHostProgram(Path.of("/usr/bin/systemd-notify"));
        return Bundle.of(host)
                .withArgs(
                        "[\"sh\", \"-c\", \"systemd-notify STATUS=soon && systemd-notify --ready MAINPID=1 && sleep 1000\"]")
                .with("PATH=/bin", "PATH=/bin:/usr/bin");
    }

    /** Closes what comes with it, as one does who has read all that came before. */
    private String next(Fd manager) {
        assertTrue(syscalls.poll(List.of(manager), POLLIN, PATIENCE).contains(manager), "nothing came");
        ByteBuffer buffer = ByteBuffer.allocate(1 << 12);
        Received received = syscalls.recvmsg(manager, buffer);
        received.descriptors().forEach(Fd::close);
        return new String(buffer.array(), 0, received.length(), StandardCharsets.UTF_8);
    }
}
