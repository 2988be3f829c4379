package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Hooks.Hook;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecWriter;
import dev.nodens.tests.harness.RequiresRoot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hooks that fail, take too long, or end who runs them. */
@RequiresRoot
class HookFailuresTest extends HookedContainers {

    @ParameterizedTest
    @EnumSource(
            value = Point.class,
            names = {"prestart", "createRuntime", "createContainer"})
    void undoesACreationWhoseHookFails(Point point) throws Exception {
        for (Supervision supervision : Supervision.values()) {
            ContainerId id = Containers.id("fails");
            Spec spec = failing(point, "echo on stdout; echo no such device >&2; exit 3");
            ContainerException failed =
                    assertThrows(ContainerException.class, () -> runtime.create(id, spec, options(supervision)));
            assertEquals(
                    "$.hooks." + point + "[1]: \"/bin/sh\" exited with 3: on stdout no such device",
                    failed.getMessage());
            assertEquals(ErrorCode.HOOK_FAILED, failed.code());
            assertEquals(List.of(), runtime.list());
            assertEquals(List.of("poststop"), Files.readAllLines(told), "what it has set up can be taken back");
            Files.writeString(told, "");
        }
    }

    @Test
    void endsAContainerWhoseStartContainerHookFails() throws Exception {
        ContainerId id = Containers.id("start");
        runtime.create(id, failing(Point.startContainer, "echo why >&2; kill -9 $$"), options(Supervision.RESIDENT));
        ContainerException failed = assertThrows(ContainerException.class, () -> runtime.start(id));
        assertEquals("$.hooks.startContainer[1]: \"/bin/sh\" was killed by signal 9: why", failed.getMessage());
        runtime.await(id);
        assertInstanceOf(
                ContainerState.Stopped.class, runtime.state(id).orElseThrow().state());
    }

    @Test
    void endsAContainerWhosePoststartHookFails() throws Exception {
        ContainerId id = Containers.id("poststart");
        Spec spec = failing(Point.poststart, "exit 1")
                .with(s -> s.process = s.process.with(p -> p.args = List.of("/bin/sleep", "1000")));
        runtime.create(id, spec, options(Supervision.RESIDENT));
        ContainerException failed = assertThrows(ContainerException.class, () -> runtime.start(id));
        assertEquals("$.hooks.poststart[1]: \"/bin/sh\" exited with 1", failed.getMessage());
        assertEquals(137, runtime.await(id).code());
        runtime.delete(id, false);
        assertEquals(List.of("poststop"), Files.readAllLines(told));
    }

    @ParameterizedTest
    @EnumSource(Supervision.class)
    void leavesNothingOfARunWhosePoststartHookFails(Supervision supervision) throws Exception {
        ContainerId id = Containers.id("poststart");
        Spec spec = failing(Point.poststart, "exit 1")
                .with(s -> s.process = s.process.with(p -> p.args = List.of("/bin/sleep", "1000")));
        assertThrows(ContainerException.class, () -> runtime.run(id, spec, options(supervision)));
        assertEquals(List.of(), runtime.list());
        assertEquals(List.of("poststop"), Files.readAllLines(told));
    }

    @Test
    void runsEveryPoststopHookAlsoBehindOneThatFails() throws Exception {
        ContainerId id = Containers.id("poststop");
        Hooks hooks = hooks(Map.of(
                Point.poststop,
                List.of(
                        shell("echo one >> " + told + "; exit 1"),
                        hook("/no/such/hook"),
                        shell("echo two >> " + told))));
        runtime.run(id, Containers.command(rootfs, "/bin/true").with(s -> s.hooks = hooks), options(Supervision.NONE));
        runtime.await(id);
        runtime.delete(id, false);
        assertEquals(List.of("one", "two"), Files.readAllLines(told));
        assertEquals(Optional.empty(), runtime.state(id));
    }

    @ParameterizedTest
    @EnumSource(
            value = Point.class,
            names = {"createRuntime", "createContainer"})
    void killsAHookWithItsDescendantsWhenItsTimeIsUp(Point point) {
        ContainerId id = Containers.id("slow");
        Hook slow = new Hook("/bin/sh", List.of("sh", "-c", "echo begun; sleep 1000 & wait"), null, 1);
        Spec spec = Containers.command(rootfs, "/bin/true").with(s -> s.hooks = only(point, slow));
        Instant before = Instant.now();
        ContainerException failed =
                assertThrows(ContainerException.class, () -> runtime.create(id, spec, options(Supervision.RESIDENT)));
        assertEquals(
                "$.hooks." + point + "[0]: \"/bin/sh\" was killed after its timeout of 1 s: begun",
                failed.getMessage());
        assertTrue(Duration.between(before, Instant.now()).compareTo(Duration.ofSeconds(10)) < 0);
    }

    @Test
    void saysWhichHookCanNotBeExecuted() {
        ContainerId id = Containers.id("absent");
        Spec spec = Containers.command(rootfs, "/bin/true")
                .with(s -> s.hooks = only(Point.createRuntime, hook("/no/such/hook")));
        ContainerException failed =
                assertThrows(ContainerException.class, () -> runtime.create(id, spec, options(Supervision.NONE)));
        assertEquals(
                "$.hooks.createRuntime[0]: \"/no/such/hook\": can't be executed: no such file or directory",
                failed.getMessage());
    }

    @Test
    void isNotHeldUpByWhatAHookLeavesInTheBackground() throws Exception {
        ContainerId id = Containers.id("daemon");
        String script = "sleep 5 & echo $! >> " + told;
        Instant before = Instant.now();
        runtime.run(
                id,
                Containers.command(rootfs, "/bin/true")
                        .with(s -> s.hooks = hooks(Map.of(
                                Point.createRuntime, List.of(shell(script)), Point.poststart, List.of(shell(script))))),
                options(Supervision.NONE));
        runtime.await(id);
        runtime.delete(id, false);
        assertTrue(Duration.between(before, Instant.now()).compareTo(Duration.ofSeconds(4)) < 0);
        for (String pid : Files.readAllLines(told)) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** The hook itself kills the runtime that runs it: its parent's parent. */
    @Test
    void leavesNothingOfAHookWhoseRuntimeIsKilled() throws Exception {
        ContainerId id = Containers.id("killed");
        String script =
                "sleep 1000 & echo $! >> " + told + "; kill -9 $(sed -n 's/^PPid:[^0-9]*//p' /proc/$PPID/status); wait";
        Spec spec =
                Containers.command(rootfs, "/bin/true").with(s -> s.hooks = only(Point.createRuntime, shell(script)));
        Path bundle = host.write("bundle/config.json", new String(SpecWriter.indented(spec), StandardCharsets.UTF_8))
                .getParent();
        host.cli().run("create", "--bundle", bundle.toString(), id.value()).exited(137);
        ProcessHandle.of(Long.parseLong(Files.readString(told).strip()))
                .ifPresent(left -> left.onExit().orTimeout(20, TimeUnit.SECONDS).join());
        host.cli().run("delete", "--force", id.value()).succeeded();
        assertEquals(List.of(), runtime.list());
    }
}
