package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.ExitStatus;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresRoot
class LifecycleTest {

    private TestHost host;
    private LinuxContainerRuntime runtime;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
        this.runtime = Containers.runtime(host);
    }

    @AfterEach
    void close() {
        runtime.list().forEach(container -> runtime.delete(container.id(), true));
        runtime.close();
    }

    @Test
    void runsAProgramToItsEndAndKeepsItsCodeAndItsOutput() throws Exception {
        ContainerId id = Containers.id("end");
        runtime.run(
                id, Containers.shell(host.rootfs("root").path(), "echo hello; exit 7"), Containers.monitored(host, id));
        ExitStatus exit = runtime.await(id);
        assertEquals(7, exit.code());
        assertEquals(0, exit.signal());
        assertEquals(ExitStatus.Reason.EXITED, exit.reason());
        assertTrue(Files.readString(Containers.log(host, id)).endsWith(" stdout F hello\n"));
        runtime.delete(id, false);
        assertEquals(Optional.empty(), runtime.state(id));
        assertEquals(List.of(), runtime.list());
    }

    @Test
    void waitsAfterCreateUntilItIsStarted() throws Exception {
        ContainerId id = Containers.id("two");
        runtime.create(id, Containers.shell(host.rootfs("root").path(), "exit 3"), Containers.monitored(host, id));
        assertInstanceOf(
                ContainerState.Created.class, runtime.state(id).orElseThrow().state());
        runtime.start(id);
        assertEquals(3, runtime.await(id).code());
    }

    @Test
    void freezesThawsAndTellsIt() {
        ContainerId id = Containers.id("paused");
        runtime.run(
                id,
                Containers.command(host.rootfs("root").path(), "/bin/sleep", "1000"),
                Containers.monitored(host, id));
        runtime.pause(id);
        assertInstanceOf(
                ContainerState.Paused.class, runtime.state(id).orElseThrow().state());
        runtime.resume(id);
        assertInstanceOf(
                ContainerState.Running.class, runtime.state(id).orElseThrow().state());
    }

    @Test
    void isItsCallersChildWithoutAMonitor() throws Exception {
        ContainerId id = Containers.id("child");
        Path rootfs = host.rootfs("root").path();
        runtime.create(id, Containers.shell(rootfs, "exit 6"), LaunchOptions.unsupervised(rootfs));
        int pid = runtime.state(id).orElseThrow().state().livePid();
        assertTrue(ProcessHandle.current().children().anyMatch(child -> child.pid() == pid));
        runtime.start(id);
        assertEquals(6, runtime.await(id).code());
    }

    @Test
    void endsByTheSignalThatItIsSent() throws Exception {
        ContainerId id = Containers.id("kill");
        runtime.run(
                id,
                Containers.command(host.rootfs("root").path(), "/bin/sleep", "1000"),
                Containers.monitored(host, id));
        assertInstanceOf(
                ContainerState.Running.class, runtime.state(id).orElseThrow().state());
        runtime.kill(id, 9, false);
        ExitStatus exit = runtime.await(id);
        assertEquals(137, exit.code());
        assertEquals(9, exit.signal());
    }
}
