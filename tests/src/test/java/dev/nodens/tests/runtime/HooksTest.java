package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.Stdin;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Hooks.Hook;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecWriter;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RequiresRoot
class HooksTest {

    private enum Point {
        prestart,
        createRuntime,
        createContainer,
        startContainer,
        poststart,
        poststop
    }

    private TestHost host;
    private Path rootfs;
    private Path told;
    private LinuxContainerRuntime runtime;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
        this.rootfs = host.rootfs("root").path();
        this.told = host.write("told", "");
        this.runtime = Containers.runtime(host);
    }

    @AfterEach
    void close() {
        runtime.list().forEach(container -> runtime.delete(container.id(), true));
        runtime.close();
    }

    @ParameterizedTest
    @EnumSource(Supervision.class)
    void runsEachPointInItsOrderUnderAnySupervision(Supervision supervision) throws Exception {
        ContainerId id = Containers.id("order");
        runtime.create(
                id, every(point -> "cat > /dev/null; echo " + point + " >> " + told(point)), options(supervision));
        assertEquals(List.of("prestart", "createRuntime", "createContainer"), Files.readAllLines(told));
        runtime.start(id);
        assertEquals(List.of("startContainer"), Files.readAllLines(rootfs.resolve("told")));
        runtime.await(id);
        runtime.delete(id, false);
        assertEquals(
                List.of("prestart", "createRuntime", "createContainer", "poststart", "poststop"),
                Files.readAllLines(told));
    }

    @ParameterizedTest
    @EnumSource(Supervision.class)
    void runsThemAllWhereCreationAndStartAreOne(Supervision supervision) throws Exception {
        ContainerId id = Containers.id("once");
        runtime.run(id, every(point -> "echo " + point + " >> " + told(point)), options(supervision));
        runtime.await(id);
        runtime.delete(id, false);
        assertEquals(
                List.of("prestart", "createRuntime", "createContainer", "poststart", "poststop"),
                Files.readAllLines(told));
        assertEquals(List.of("startContainer"), Files.readAllLines(rootfs.resolve("told")));
    }

    @Test
    void givesEachTheStateOfItsMoment() throws Exception {
        ContainerId id = Containers.id("state");
        Spec spec = every(point -> "cat > " + file(point)).with(s -> s.annotations = Map.of("a\"b", "c\nd"));
        int pid = runtime.create(id, spec, options(Supervision.NONE)).state().livePid();
        runtime.start(id);
        runtime.await(id);
        runtime.delete(id, false);
        Map<Point, JsonNode> states = new EnumMap<>(Point.class);
        for (Point point : Point.values()) {
            Path file = point == Point.startContainer
                    ? rootfs.resolve(point.name())
                    : host.base().resolve(point.name());
            states.put(point, new ObjectMapper().readTree(file.toFile()));
        }
        states.forEach((point, state) -> {
            assertEquals("1.3.0", state.path("ociVersion").asText());
            assertEquals(id.value(), state.path("id").asText());
            assertEquals(host.base().toString(), state.path("bundle").asText());
            assertEquals("c\nd", state.path("annotations").path("a\"b").asText());
        });
        assertEquals(
                List.of("creating", "creating", "creating", "created", "running", "stopped"),
                states.values().stream()
                        .map(state -> state.path("status").asText())
                        .toList());
        assertEquals(
                List.of(pid, pid, 1, 1, pid, 0),
                states.values().stream().map(state -> state.path("pid").asInt()).toList());
    }

    @Test
    void runsEachInItsNamespacesAndRoot() throws Exception {
        ContainerId id = Containers.id("place");
        runtime.create(
                id,
                every(point -> "readlink /proc/self/ns/mnt > " + file(point) + "; ls / >> " + file(point)),
                options(Supervision.NONE));
        String inside = Files.readSymbolicLink(Path.of(
                        "/proc/" + runtime.state(id).orElseThrow().state().livePid() + "/ns/mnt"))
                .toString();
        runtime.start(id);
        runtime.await(id);
        runtime.delete(id, false);
        String outside = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).toString();
        assertNotEquals(outside, inside);
        for (Point point : List.of(Point.prestart, Point.createRuntime, Point.poststart, Point.poststop)) {
            assertEquals(
                    outside,
                    Files.readAllLines(host.base().resolve(point.name())).getFirst(),
                    point.name());
        }
        List<String> created = Files.readAllLines(host.base().resolve("createContainer"));
        assertEquals(inside, created.getFirst());
        assertTrue(created.contains("boot"), "the root is not entered yet: " + created);
        assertEquals(
                inside, Files.readAllLines(rootfs.resolve("startContainer")).getFirst());
    }

    /** What vendors' hooks do: mounts into the root where config.json says that it is, seen by the container. */
    @ParameterizedTest
    @EnumSource(
            value = Point.class,
            names = {"createRuntime", "createContainer"})
    void letsThemMountIntoTheRootThatTheyKnow(Point point) throws Exception {
        ContainerId id = Containers.id("mount");
        Path library = host.write("library", "from the host\n");
        String target = rootfs.resolve("library").toString();
        String mount = point == Point.createRuntime
                ? "pid=$(sed 's/.*\"pid\":\\([0-9]*\\).*/\\1/'); touch " + target + "; nsenter -m -t $pid mount --bind "
                        + library + " " + target
                : "touch ./library; mount --bind " + library + " ./library";
        Spec spec = Containers.shell(rootfs, "cat /library; cat /proc/mounts")
                .with(s -> s.hooks = only(point, shell(mount)));
        runtime.run(id, spec, Containers.monitored(host, id));
        assertEquals(0, runtime.await(id).code());
        assertTrue(Files.readString(Containers.log(host, id)).contains("F from the host\n"));
        assertEquals("", Files.readString(rootfs.resolve("library")), "the host has not got the mount");
    }

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
    void givesArgumentsAndEnvironmentExactlyAsTheyAre() throws Exception {
        ContainerId id = Containers.id("exact");
        Path script = host.write(
                "script",
                "#!/bin/sh\nprintf '%s|' \"$@\"\nprintf '\\n'\nenv | grep -v '^_=' | grep -v ^PWD= | grep -v ^SHLVL=\nls /proc/self/fd | tr '\\n' ' '\n");
        assertTrue(script.toFile().setExecutable(true));
        Hook exact = new Hook("/bin/sh", List.of("named", script.toString(), "", "a b"), List.of("ONE=two"), null);
        Hook bare = new Hook("/bin/sh", List.of("sh", script.toString()), null, null);
        Map<String, String> annotations = Map.of("run.oci.hooks.stdout", told.toString());
        Spec spec = Containers.command(rootfs, "/bin/true").with(s -> {
            s.hooks = hooks(Map.of(Point.createRuntime, List.of(exact), Point.createContainer, List.of(bare)));
            s.annotations = annotations;
        });
        runtime.run(id, spec, options(Supervision.NONE));
        runtime.await(id);
        // 3 is what ls reads
        assertEquals(List.of("|a b|", "ONE=two", "0 1 2 3 |", "0 1 2 3 "), Files.readAllLines(told));
    }

    @Test
    void appendsTheirOutputToTheFilesThatAnAnnotationNames() throws Exception {
        ContainerId id = Containers.id("output");
        Path errors = host.write("errors", "");
        Spec spec = every(point -> "echo " + point + "; echo " + point + " >&2")
                .with(s -> s.annotations =
                        Map.of("run.oci.hooks.stdout", told.toString(), "run.oci.hooks.stderr", errors.toString()));
        runtime.run(id, spec, options(Supervision.RESIDENT));
        runtime.await(id);
        runtime.delete(id, false);
        List<String> all = Stream.of(Point.values()).map(Point::name).toList();
        assertEquals(all, Files.readAllLines(told));
        assertEquals(all, Files.readAllLines(errors));
    }

    /** As runc does; a hook of the container's own image has nobody else to get it from. */
    @Test
    void givesStartContainerHooksTheEnvironmentOfTheProcessUnlessTheyHaveOne() throws Exception {
        ContainerId id = Containers.id("inherits");
        Hook inherits = new Hook("/bin/sh", List.of("sh", "-c", "echo $ONE > /one"), null, null);
        Hook without = new Hook("/bin/sh", List.of("sh", "-c", "echo $ONE > /none"), List.of(), null);
        Spec spec = Containers.command(rootfs, "/bin/true").with(s -> {
            s.hooks = hooks(Map.of(Point.startContainer, List.of(inherits, without)));
            s.process = s.process.with(p -> p.env = List.of("PATH=/bin", "ONE=two"));
        });
        runtime.run(id, spec, options(Supervision.NONE));
        runtime.await(id);
        assertEquals("two\n", Files.readString(rootfs.resolve("one")));
        assertEquals("\n", Files.readString(rootfs.resolve("none")));
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

    /** A user namespace takes away none of it: hooks of this side are told the pid, and those inside count their own. */
    @Test
    void runsThemForAContainerWithAUserNamespace() throws Exception {
        ContainerId id = Containers.id("user");
        Files.setPosixFilePermissions(
                host.base(), java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Spec spec = Containers.mapped(Containers.withNamespaces(
                        Containers.command(rootfs, "/bin/true"), "user", "pid", "mount", "ipc", "uts"))
                .with(s -> s.hooks = hooks(Map.of(
                        Point.createRuntime, List.of(shell("id -u >> " + told)),
                        Point.createContainer,
                                List.of(shell("[ $(id -u) = 0 ] && [ -e ./bin/busybox ] && [ -e /boot ]")))));
        runtime.run(id, spec, options(Supervision.RESIDENT));
        assertEquals(0, runtime.await(id).code());
        assertEquals("0\n", Files.readString(told));
    }

    private LaunchOptions options(Supervision supervision) {
        return new LaunchOptions(
                supervision, Optional.of(host.base()), Optional.empty(), Stdin.NULL_DEVICE, Optional.empty());
    }

    private interface Script {
        String at(Point point);
    }

    private Spec every(Script script) {
        Map<Point, List<Hook>> hooks = new EnumMap<>(Point.class);
        for (Point point : Point.values()) {
            hooks.put(point, List.of(shell(script.at(point))));
        }
        return Containers.command(rootfs, "/bin/true").with(s -> s.hooks = hooks(hooks));
    }

    private Path told(Point point) {
        return point == Point.startContainer ? Path.of("/told") : told;
    }

    private Path file(Point point) {
        return (point == Point.startContainer ? Path.of("/") : host.base()).resolve(point.name());
    }

    /** One that succeeds and one that does not; a third would be seen in the file. */
    private Spec failing(Point point, String script) {
        Map<Point, List<Hook>> hooks = new EnumMap<>(Point.class);
        hooks.put(point, List.of(shell("true"), shell(script), shell("echo reached >> " + told(point))));
        hooks.put(Point.poststop, List.of(shell("echo poststop >> " + told)));
        return Containers.command(rootfs, "/bin/true").with(s -> s.hooks = hooks(hooks));
    }

    private static Hook shell(String script) {
        return new Hook("/bin/sh", List.of("sh", "-c", script), List.of("PATH=/usr/bin:/bin"), null);
    }

    private static Hook hook(String path) {
        return new Hook(path, List.of(), null, null);
    }

    private static Hooks only(Point point, Hook hook) {
        return hooks(Map.of(point, List.of(hook)));
    }

    private static Hooks hooks(Map<Point, List<Hook>> hooks) {
        List<List<Hook>> lists = new ArrayList<>();
        for (Point point : Point.values()) {
            lists.add(hooks.getOrDefault(point, List.of()));
        }
        return new Hooks(lists.get(0), lists.get(1), lists.get(2), lists.get(3), lists.get(4), lists.get(5));
    }
}
