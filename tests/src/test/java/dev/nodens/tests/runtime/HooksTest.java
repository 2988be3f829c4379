package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.spec.Hooks.Hook;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RequiresRoot
class HooksTest extends HookedContainers {

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
}
