package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.ExitStatus;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers outlive the runtime that made them, and the next one finds them as they are. */
@RequiresRoot
class ReadoptionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestHost host;
    private LinuxContainerRuntime second;
    private Path rootfs;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
        this.rootfs = host.rootfs("root").path();
        this.second = Containers.runtime(host);
    }

    @AfterEach
    void close() {
        second.list().forEach(container -> second.delete(container.id(), true));
        second.close();
    }

    @Test
    void findsARunningContainerAndLearnsOfItsEnd() throws Exception {
        ContainerId id = Containers.id("kept");
        int pid = runByAnother(id, "sleep 1000");
        assertEquals(pid, second.state(id).orElseThrow().state().livePid());
        BlockingQueue<ExitStatus> ends = new LinkedBlockingQueue<>();
        try (var _ = second.listen((ended, exit) -> ends.add(exit))) {
            second.kill(id, 15, false);
            second.kill(id, 9, false);
            assertEquals(137, endOf(ends).code());
        }
        assertEquals(137, second.await(id).code());
        assertEquals(List.of(), List.copyOf(ends), "an end is told once");
    }

    @Test
    void readsTheEndOfAContainerThatNobodyWatched() throws Exception {
        ContainerId id = Containers.id("unwatched");
        runByAnother(id, "exit 4");
        assertEquals(4, second.await(id).code());
    }

    @Test
    void runsMoreProcessesInAContainerThatItDidNotMake() {
        ContainerId id = Containers.id("entered");
        runByAnother(id, "sleep 1000");
        Process process = Process.of(List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 3"))
                .with(p -> {
                    p.env = List.of("PATH=/bin");
                    p.cwd = "/";
                });
        ExecResult result = second.exec(id, process, PATIENCE, 1024);
        assertEquals(new ExecResult(3, false, "out\nerr\n"), result);
    }

    @Test
    void killsAnExecWithItsDescendantsWhenItsTimeIsUp() {
        ContainerId id = Containers.id("timed");
        runByAnother(id, "sleep 1000");
        Process process = Process.of(List.of("/bin/sh", "-c", "echo begun; sleep 500 & sleep 500"))
                .with(p -> {
                    p.env = List.of("PATH=/bin");
                    p.cwd = "/";
                });
        ExecResult result = second.exec(id, process, Duration.ofSeconds(1), 1024);
        assertEquals(new ExecResult(137, true, "begun\n"), result);
        assertEquals(1, second.processes(id).size());
    }

    @Test
    void sendsNothingToAProcessThatNobodyHasReaped() throws Exception {
        ContainerId id = Containers.id("zombie");
        try (LinuxContainerRuntime first = Containers.runtime(host)) {
            first.create(id, Containers.shell(rootfs, "exit 0"), LaunchOptions.unsupervised(rootfs));
        }
        second.kill(id, 9, false);
        second.await(id);
        int pid = Integer.parseInt(record(id, "pid"));
        ContainerException refused = assertThrows(ContainerException.class, () -> second.kill(id, 0, false));
        assertEquals("container not running: \"" + id + "\"", refused.getMessage());
        try (Fd pidfd = Syscalls.linux().pidfdOpen(pid)) {
            assertTrue(Syscalls.linux().waitid(pidfd).isPresent(), "it was there all the time");
        }
    }

    @Test
    void endsWhatIsLeftWhenAMonitorWasKilled() throws Exception {
        ContainerId id = Containers.id("orphan");
        runByAnother(id, "sleep 1000");
        BlockingQueue<ExitStatus> ends = new LinkedBlockingQueue<>();
        try (var _ = second.listen((ended, exit) -> ends.add(exit))) {
            Command.of("kill", "-9", record(id, "monitorPid")).run().succeeded();
            assertEquals(ExitStatus.Reason.MONITOR_LOST, endOf(ends).reason());
        }
        assertEquals(List.of(), second.processes(id));
        ContainerState state = second.state(id).orElseThrow().state();
        ExitStatus exit = assertInstanceOf(ContainerState.Stopped.class, state).exit();
        assertEquals(ExitStatus.Reason.MONITOR_LOST, exit.reason());
        assertEquals(255, exit.code());
    }

    @Test
    void setsADamagedStateAsideAndGoesOn() throws Exception {
        ContainerId good = Containers.id("good");
        runByAnother(good, "sleep 1000");
        Path damaged = host.state()
                .resolve("containers")
                .resolve(Containers.id("damaged").value());
        Files.createDirectories(damaged);
        Files.writeString(damaged.resolve("state.json"), "{\"schemaVersion\": 1, \"chec");
        assertEquals(
                List.of(good),
                second.list().stream().map(container -> container.id()).toList());
        Path kept = host.state().resolve("damaged");
        List<Path> found;
        try (Stream<Path> entries = Files.list(kept)) {
            found = entries.toList();
        }
        assertEquals(1, found.size());
        assertTrue(Files.deleteIfExists(found.getFirst().resolve("state.json")));
        Files.delete(found.getFirst());
    }

    private int runByAnother(ContainerId id, String script) {
        try (LinuxContainerRuntime first = Containers.runtime(host)) {
            first.run(id, Containers.shell(rootfs, script), Containers.monitored(host, id));
            return first.state(id).orElseThrow().state().livePid();
        }
    }

    private String record(ContainerId id, String key) throws IOException {
        Path process = host.state().resolve("containers").resolve(id.value()).resolve("process");
        return Files.readAllLines(process).stream()
                .filter(line -> line.startsWith(key + "="))
                .findFirst()
                .orElseThrow()
                .substring(key.length() + 1);
    }

    private static ExitStatus endOf(BlockingQueue<ExitStatus> ends) throws InterruptedException {
        ExitStatus end = ends.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return java.util.Objects.requireNonNull(end, "no end was told");
    }
}
