package dev.nodens.tests.rootless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecTemplate;
import dev.nodens.runtime.spec.User;
import dev.nodens.tests.harness.CommandResult;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers of a user who is not root and has no right over the host. */
@RequiresRoot
class RootlessTest {

    private static final Path V2 = Files.isDirectory(Path.of("/sys/fs/cgroup/unified"))
            ? Path.of("/sys/fs/cgroup/unified")
            : Path.of("/sys/fs/cgroup");

    private TestHost host;
    private Stranger stranger;

    @BeforeEach
    void meetAStranger(TestHost given) {
        host = given;
        stranger = Stranger.on(given);
    }

    @Test
    void runsTheTemplateAsRootOfItsOwn() {
        Path bundle = stranger.bundle("b", shell("id -u; cat /proc/self/uid_map; test -c /dev/null && echo null"));

        CommandResult result =
                stranger.nodens("run", "--bundle", bundle.toString(), "web").run();

        assertEquals(0, result.code(), result.err());
        assertEquals(List.of("0", "0 " + Stranger.UID + " 1", "null"), words(result));
        assertTrue(Files.isDirectory(stranger.session().resolve("nodens/containers")), "the session holds the state");
    }

    @Test
    void doesEveryVerbUnderEverySupervision() {
        Path bundle = stranger.bundle("b", shell("echo ready; exec sleep 100"));

        CommandResult result = stranger.program(StrangersLibrary.class)
                .with(stranger.session().toString(), bundle.toString())
                .run();

        assertEquals(
                List.of(
                        "created",
                        "running",
                        "processes: 1",
                        "exec: 0 0",
                        "code: 137",
                        "stopped",
                        "exec: 0 0",
                        "code: 137",
                        "logged: 1",
                        "left: 0"),
                result.out().lines().filter(line -> !line.equals("ready")).toList(),
                result.err());
    }

    @Test
    void mapsTheIdsThatItWasGranted() {
        Spec spec = mapped(shell("cat /proc/self/gid_map; id -u; id -G"), Stranger.FIRST_SUBID)
                .with(s -> s.process = s.process.with(p -> p.user = new User(7, 8, null, List.of(9L))));
        Path bundle = stranger.bundle("b", spec);

        CommandResult result =
                stranger.nodens("run", "--bundle", bundle.toString(), "web").run();

        assertEquals(
                List.of("0 " + Stranger.UID + " 1", "1 " + Stranger.FIRST_SUBID + " 100", "7", "8 9"),
                words(result),
                result.err());
    }

    @Test
    void mapsNoIdsThatItWasNotGranted() {
        Path bundle = stranger.bundle("b", mapped(shell("true"), 1));

        CommandResult result =
                stranger.nodens("run", "--bundle", bundle.toString(), "web").run();

        assertEquals(1, result.code());
        assertTrue(result.err().contains("newuidmap\": ") || result.err().contains("does not grant"), result.err());
        assertEquals(0, stranger.session().resolve("nodens/containers").toFile().list().length);
    }

    @Test
    void needsAUserNamespace() {
        Path bundle = stranger.bundle("b", SpecTemplate.container());

        CommandResult result =
                stranger.nodens("run", "--bundle", bundle.toString(), "web").run();

        assertTrue(result.err().contains("$.linux.namespaces: must have one of type user"), result.err());
    }

    @Test
    void refusesLimitsWhereNoCgroupCanBe() {
        Spec spec = shell("true");
        Path limited = stranger.bundle(
                "limited",
                spec.with(s -> s.linux = spec.linux()
                        .with(l ->
                                l.resources = LinuxResources.empty().with(r -> r.pids = new LinuxResources.Pids(9L)))));

        CommandResult result =
                stranger.nodens("run", "--bundle", limited.toString(), "web").run();

        assertTrue(result.err().contains("$.linux.resources: permission denied"), result.err());
    }

    @Test
    void refusesACgroupThatIsNotItsOwn() {
        Spec spec = shell("true");
        Path elsewhere = stranger.bundle(
                "elsewhere", spec.with(s -> s.linux = spec.linux().with(l -> l.cgroupsPath = "/web")));

        CommandResult result =
                stranger.nodens("run", "--bundle", elsewhere.toString(), "web").run();

        assertTrue(result.err().contains("$.linux.cgroupsPath: \"/web\": permission denied"), result.err());
    }

    @Test
    void usesTheCgroupsThatWereDelegated() throws IOException {
        Path delegated = Stranger.own(Files.createDirectory(
                V2.resolve("nodens-test-" + ProcessHandle.current().pid())));
        Path own = Stranger.own(Files.createDirectory(delegated.resolve("session")));
        for (String file : List.of("cgroup.procs", "cgroup.subtree_control")) {
            Stranger.own(delegated.resolve(file));
            Stranger.own(own.resolve(file));
        }
        try {
            Spec spec = shell("grep ^0: /proc/self/cgroup");
            Path bundle = stranger.bundle("b", spec.with(s -> {
                s.mounts = spec.mounts().stream()
                        .filter(mount -> !"cgroup".equals(mount.type()))
                        .toList();
                s.linux = spec.linux()
                        .with(l -> l.namespaces = spec.linux().namespaces().stream()
                                .filter(namespace -> !namespace.type().equals("cgroup"))
                                .toList());
            }));

            CommandResult result = stranger.in(own)
                    .nodens("run", "--bundle", bundle.toString(), "web")
                    .run();

            assertEquals(List.of("0::/" + delegated.getFileName() + "/nodens/web"), words(result), result.err());
            assertTrue(Files.notExists(delegated.resolve("nodens")), "nothing of it stays");
        } finally {
            Files.delete(own);
            Files.delete(delegated);
        }
    }

    private static Spec shell(String script) {
        Spec template = SpecTemplate.rootless(Stranger.UID, Stranger.UID);
        return template.with(spec -> spec.process = template.process().with(process -> {
            process.terminal = false;
            process.args = List.of("/bin/sh", "-c", script);
        }));
    }

    /** With a hundred more ids. */
    private static Spec mapped(Spec spec, long first) {
        List<LinuxIdMapping> map = List.of(new LinuxIdMapping(0, Stranger.UID, 1), new LinuxIdMapping(1, first, 100));
        return spec.with(s -> s.linux = spec.linux().with(linux -> {
            linux.uidMappings = map;
            linux.gidMappings = map;
        }));
    }

    private static List<String> words(CommandResult result) {
        return result.out()
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }
}
