package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.ExitStatus;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.tests.harness.RequiresRoot;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@RequiresRoot
class LifecycleTest extends WithRuntime {

    @Test
    void runsAProgramToItsEndAndKeepsItsCodeAndItsOutput() throws Exception {
        ContainerId id = Containers.id("end");
        runtime.run(id, Containers.shell(rootfs, "echo hello; exit 7"), Containers.monitored(host, id));
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
        runtime.create(id, Containers.shell(rootfs, "exit 3"), Containers.monitored(host, id));
        assertInstanceOf(
                ContainerState.Created.class, runtime.state(id).orElseThrow().state());
        runtime.start(id);
        assertEquals(3, runtime.await(id).code());
    }

    @Test
    void canBeAskedToEndBeforeItIsStarted() throws Exception {
        ContainerId id = Containers.id("never");
        runtime.create(id, Containers.shell(rootfs, "exit 3"), LaunchOptions.unsupervised(rootfs));
        runtime.kill(id, 15, false);
        assertEquals(143, runtime.await(id).code());
        runtime.delete(id, false);
    }

    @Test
    void freezesThawsAndTellsIt() {
        ContainerId id = Containers.id("paused");
        runtime.run(id, Containers.command(rootfs, "/bin/sleep", "1000"), Containers.monitored(host, id));
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
        runtime.create(id, Containers.shell(rootfs, "exit 6"), LaunchOptions.unsupervised(rootfs));
        int pid = runtime.state(id).orElseThrow().state().livePid();
        assertTrue(ProcessHandle.current().children().anyMatch(child -> child.pid() == pid));
        runtime.start(id);
        assertEquals(6, runtime.await(id).code());
    }

    @Test
    void endsByTheSignalThatItIsSent() throws Exception {
        ContainerId id = Containers.id("kill");
        runtime.run(id, Containers.command(rootfs, "/bin/sleep", "1000"), Containers.monitored(host, id));
        assertInstanceOf(
                ContainerState.Running.class, runtime.state(id).orElseThrow().state());
        runtime.kill(id, 9, false);
        ExitStatus exit = runtime.await(id);
        assertEquals(137, exit.code());
        assertEquals(9, exit.signal());
    }
}
