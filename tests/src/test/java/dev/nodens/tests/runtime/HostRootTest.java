package dev.nodens.tests.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Hooks.Hook;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecWriter;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A root without a mount namespace of its own: mounted among the mounts of this process, and gone with the container. */
@RequiresRoot
class HostRootTest {

    private static final int KILLED = 137;

    private TestHost host;
    private Scripts scripts;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
        this.scripts = new Scripts(host);
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @Test
    void hasItsMountsInItsRootWhichIsAllThatItSees() throws Exception {
        Path data = host.write("data/file", "volume\n").getParent();
        Spec spec = inHost(s -> {
            s.mounts = new ArrayList<>(s.mounts);
            s.mounts.add(new Mount("/tmp/a", "none", data.toString(), List.of("bind", "ro")));
            s.mounts.addFirst(new Mount("/tmp", "tmpfs", "tmpfs", List.of()));
        });

        String output = scripts.output(
                spec,
                "cat /tmp/a/file; touch /tmp/a/x || echo read-only; ls -d " + data + "; cat /proc/1/comm; ls /dev/pts");

        assertTrue(output.startsWith("volume\n"), output);
        assertTrue(output.contains("read-only\n"), output);
        assertTrue(output.contains("ls: " + data + ": No such file"), output);
        assertTrue(output.contains("\nsh\n"), output);
        assertEquals(List.of(), mounted(scripts.rootfs()));
    }

    /** The kernel tells all who share the mount that its place is on; of the root they see what they saw before. */
    @Test
    void tellsNobodyOfWhatIsMountedInIt() throws Exception {
        String place = host.base().toString();
        String peer = host.write("peer/x", "").getParent().toString();
        mount("--bind", place, place);
        mount("--make-shared", place);
        mount("--bind", place, peer);
        try {
            ContainerId id = sleeping(inHost(_ -> {}));

            assertTrue(
                    mounted(scripts.rootfs()).size() > 3,
                    mounted(scripts.rootfs()).toString());
            assertEquals(1, mounted(Path.of(peer, "root")).size());
            assertEquals(
                    List.of(),
                    mounted(scripts.rootfs()).stream()
                            .filter(line -> line.contains(" shared:"))
                            .toList());
            scripts.runtime().delete(id, true);
            assertEquals(List.of(), mounted(scripts.rootfs()));
            assertEquals(List.of(), mounted(Path.of(peer, "root")));
        } finally {
            Command.of("umount", peer).run().succeeded();
            Command.of("umount", place).run().succeeded();
        }
    }

    @Test
    void isTheRootOfWhatIsExecutedInIt() {
        Spec spec = inHost(_ -> {});

        assertEquals("sleep\n", scripts.execOutput(spec, Scripts.script("cat /proc/1/comm")));
        ContainerId id = sleeping(spec);
        assertEquals(
                "no host\n",
                scripts.runtime()
                        .exec(
                                id,
                                Scripts.script("ls -d " + scripts.rootfs() + " 2>/dev/null || echo no host"),
                                Scripts.PATIENCE,
                                1 << 16)
                        .output());
    }

    @Test
    void isFoundByHooksWhereConfigJsonSaysThatItIs() throws Exception {
        Path seen = host.base().resolve("seen");
        Hook hook = new Hook(
                "/bin/sh", List.of("sh", "-c", "ls " + scripts.rootfs() + "/proc/1/comm && pwd >" + seen), null, null);
        Spec spec = inHost(
                s -> s.hooks = new Hooks(List.of(), List.of(hook), List.of(hook), List.of(), List.of(), List.of()));

        assertEquals("made\n", scripts.output(spec, "echo made"));
        assertTrue(Files.exists(seen));
    }

    @Test
    void isTakenAwayWhereTheStartHasFailed() throws Exception {
        Spec spec = inHost(s -> s.process = s.process.with(process -> process.args = List.of("/absent")));
        ContainerId id = Containers.id("failed");

        assertThrows(ContainerException.class, () -> scripts.runtime().run(id, spec, scripts.monitored(id)));

        assertEquals(List.of(), mounted(scripts.rootfs()));
    }

    /** Whoever has unmounted it and mounted something else there keeps that. */
    @Test
    void leavesInItsPlaceWhatIsNotIts() throws Exception {
        ContainerId id = sleeping(inHost(_ -> {}));
        String place = scripts.rootfs().toString();
        Command.of("umount", "--recursive", "--lazy", place).run().succeeded();
        mount("-t", "tmpfs", "other", place);
        try {
            scripts.runtime().delete(id, true);
            List<String> kept = mounted(scripts.rootfs());
            assertEquals(1, kept.size());
            assertTrue(kept.getFirst().contains(" - tmpfs other "), kept.getFirst());
        } finally {
            Command.of("umount", place).run().succeeded();
        }
    }

    @Test
    void isTakenAwayAfterThatWhichCoversIt() throws Exception {
        ContainerId below = sleeping(inHost(_ -> {}));
        ContainerId above = sleeping(inHost(_ -> {}));

        ContainerException refused =
                assertThrows(ContainerException.class, () -> scripts.runtime().delete(below, true));
        assertTrue(refused.getMessage().contains("covered by another mount"), refused.getMessage());
        scripts.runtime().delete(above, true);
        scripts.runtime().delete(below, true);

        assertEquals(List.of(), mounted(scripts.rootfs()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SPAWNED", "PROCESS_STARTED", "HOOKS_RUN", "CREATED"})
    void isTakenAwayByDeletionWhereItsCreatorWasKilled(String step) throws Exception {
        String id = Containers.id("cut").value();
        Hook hook = new Hook("/bin/true", List.of(), null, null);
        Spec spec =
                inHost(s -> s.hooks = new Hooks(List.of(), List.of(hook), List.of(), List.of(), List.of(), List.of()));
        Path bundle = host.write("bundle/config.json", new String(SpecWriter.indented(spec), UTF_8))
                .getParent();

        host.cli()
                .command("create", "--bundle", bundle.toString(), id)
                .withEnvironment(Map.of("NODENS_JAVA_OPTS", "-Dnodens.failpoint=" + step))
                .run()
                .exited(KILLED);
        host.cli().run("delete", "--force", id).succeeded();

        assertEquals(List.of(), mounted(scripts.rootfs()));
    }

    @Test
    void refusesToChangeTheMountsOfOthersOnceItRuns() {
        ContainerId id = sleeping(inHost(_ -> {}));
        Mount mount = new Mount("/mnt", "tmpfs", "tmpfs", List.of());

        ContainerException refused =
                assertThrows(ContainerException.class, () -> scripts.runtime().addMount(id, mount));

        assertTrue(refused.getMessage().contains("mount namespace"), refused.getMessage());
    }

    private ContainerId sleeping(Spec spec) {
        ContainerId id = Containers.id("sleeping");
        Spec sleeps = spec.with(s -> s.process = s.process.with(process -> process.args = List.of("sleep", "1000")));
        scripts.runtime().run(id, sleeps, scripts.monitored(id));
        return id;
    }

    private Spec inHost(Consumer<Spec.Draft> change) {
        return scripts.linux(linux -> {
                    linux.namespaces = linux.namespaces.stream()
                            .filter(namespace -> !namespace.equals(LinuxNamespace.create("mount")))
                            .toList();
                    linux.maskedPaths = List.of();
                    linux.readonlyPaths = List.of();
                })
                .with(change::accept);
    }

    private static void mount(String... arguments) {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(arguments));
        Command.of(command.toArray(String[]::new)).run().succeeded();
    }

    /** The lines of mountinfo of what is mounted at a place and below it. */
    private static List<String> mounted(Path place) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.split(" ")[4].startsWith(place.toString()))
                .toList();
    }
}
