package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mounts whose ids are not those of their files: by mappings of their own, or by those of the container's user namespace. */
@RequiresRoot
class IdMappedMountsTest {

    private static final List<LinuxIdMapping> OF_CONTAINER = List.of(new LinuxIdMapping(0, 100_000, 65_536));
    private static final String OWNERS = "stat -c '%n %u %g' ";

    private TestHost host;
    private Scripts scripts;
    private Path data;

    @BeforeEach
    void open(TestHost host) throws IOException {
        this.host = host;
        this.scripts = new Scripts(host);
        this.data = host.write("data/file", "").getParent();
        Files.setPosixFilePermissions(host.base(), PosixFilePermissions.fromString("rwxr-xr-x"));
        own(data.resolve("file"), 5, 7);
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @Test
    void hasTheIdsThatEachMountSays() throws Exception {
        Spec spec = scripts.mounts(
                mapped("/tmp/a", map(5, 1000), map(7, 2000), "bind"),
                mapped("/tmp/b", map(5, 3000), map(7, 4000), "bind", "ro"),
                mapped("/tmp/c", map(5, 1000), map(7, 2000), "rbind", "idmap"),
                new Mount("/tmp/d", "none", data.toString(), List.of("bind")));

        assertEquals("""
                /tmp/a/file 1000 2000
                /tmp/b/file 3000 4000
                /tmp/c/file 1000 2000
                /tmp/d/file 5 7
                """, scripts.output(spec, OWNERS + "/tmp/*/file"));
    }

    @Test
    void writesFilesOfTheIdsBehindTheMapping() throws Exception {
        own(data, 5, 7);
        Spec spec = scripts.mounts(mapped("/tmp/a", map(5, 0), map(7, 0), "bind"));

        assertEquals("/tmp/a/new 0 0\n", scripts.output(spec, "touch /tmp/a/new; " + OWNERS + "/tmp/a/new"));
        assertEquals(5, Files.getAttribute(data.resolve("new"), "unix:uid"));
        assertEquals(7, Files.getAttribute(data.resolve("new"), "unix:gid"));
    }

    @Test
    void mapsForAUserNamespaceByMappingsThatAreNotItsOwn() throws Exception {
        Spec spec = inUserNamespace(
                mapped("/tmp/a", map(5, 101_000), map(7, 102_000), "bind"),
                mapped("/tmp/b", OF_CONTAINER, OF_CONTAINER, "bind"),
                new Mount("/tmp/c", "none", data.toString(), List.of("bind", "idmap")),
                new Mount("/tmp/d", "none", data.toString(), List.of("bind")));

        assertEquals("""
                /tmp/a/file 1000 2000
                /tmp/b/file 5 7
                /tmp/c/file 5 7
                /tmp/d/file 65534 65534
                """, scripts.output(spec, OWNERS + "/tmp/*/file"));
    }

    @Test
    void mapsForAUserNamespaceThatItJoins() throws Exception {
        ContainerId owner = Containers.id("owner");
        scripts.runtime()
                .run(
                        owner,
                        inUserNamespace().with(s -> s.process = s.process.with(p -> p.args = List.of("sleep", "1000"))),
                        scripts.monitored(owner));
        String path =
                "/proc/" + scripts.runtime().state(owner).orElseThrow().state().livePid() + "/ns/user";
        Spec spec = Containers.joining(
                scripts.mounts(
                        mapped("/tmp/a", map(5, 101_000), map(7, 102_000), "bind"),
                        new Mount("/tmp/b", "none", data.toString(), List.of("bind", "idmap"))),
                "user",
                path);

        assertEquals(
                "/tmp/a/file 1000 2000\n/tmp/b/file 5 7\n", scripts.output(writableTmp(spec), OWNERS + "/tmp/*/file"));
    }

    /** A tree of two file systems: without the r, what is mounted below keeps its ids. */
    @Test
    void mapsAWholeTreeOnlyWhereAskedTo() throws Exception {
        Spec below = scripts.mounts(
                new Mount("/tmp/tree", "none", data.toString(), List.of("rbind")),
                mapped("/tmp/one", map(5, 1000), map(7, 2000), "rbind", "idmap"),
                mapped("/tmp/all", map(5, 1000), map(7, 2000), "rbind", "ridmap"));
        String place = Files.createDirectory(data.resolve("below")).toString();
        own(host.write("other/file", ""), 5, 7);
        Command.of("mount", "--bind", host.base().resolve("other").toString(), place)
                .run()
                .succeeded();
        try {
            assertEquals("""
                    /tmp/all/below/file 1000 2000
                    /tmp/one/below/file 5 7
                    /tmp/tree/below/file 5 7
                    """, scripts.output(below, OWNERS + "/tmp/*/below/file"));
        } finally {
            Command.of("umount", place).run().succeeded();
        }
    }

    @Test
    void addsThemToAContainerThatRuns() throws Exception {
        ContainerId id = Containers.id("running");
        scripts.runtime()
                .run(
                        id,
                        scripts.process(process -> process.args = List.of("/bin/sleep", "1000")),
                        scripts.monitored(id));

        scripts.runtime().addMount(id, mapped("/tmp/a", map(5, 1000), map(7, 2000), "bind"));

        assertEquals(
                "/tmp/a/file 1000 2000\n",
                scripts.runtime()
                        .exec(id, Scripts.script(OWNERS + "/tmp/a/file"), Scripts.PATIENCE, 1 << 16)
                        .output());
    }

    /** What was mounted in the container by then is the container's alone, and only its launcher may map its ids. */
    @Test
    void mapsWhatIsMountedInTheContainerForItsOwnUserNamespace() throws Exception {
        String inside = scripts.rootfs().resolve("tmp/all").toString();
        Spec spec = inUserNamespace(
                new Mount("/tmp/all", "none", data.toString(), List.of("bind")),
                new Mount("/tmp/a", "none", inside, List.of("rbind", "idmap", "ro")),
                new Mount("/tmp/b", "none", inside, List.of("bind"), map(5, 101_000), map(7, 102_000)),
                new Mount("/tmp/c", "none", inside, List.of("rbind", "ridmap")));

        assertEquals("""
                /tmp/a/file 5 7
                /tmp/all/file 65534 65534
                /tmp/b/file 1000 2000
                /tmp/c/file 5 7
                read-only
                """, scripts.output(spec, OWNERS + "/tmp/*/file; touch /tmp/a/x 2>/dev/null || echo read-only"));
        assertEquals(
                "/tmp/b/file 1000 2000\n",
                scripts.execOutput(spec, Scripts.script(OWNERS + "/tmp/b/file")),
                "in a container with a monitor");
    }

    /** A file system that the container's user namespace has made can't be mapped by that one once more. */
    @Test
    void namesTheMountWhoseIdsCouldNotBeMapped() {
        String inside = scripts.rootfs().resolve("tmp").toString();
        Spec spec = inUserNamespace(new Mount("/tmp/a", "none", inside, List.of("bind", "idmap")));

        ContainerException refused = assertThrows(ContainerException.class, () -> scripts.output(spec, "true"));

        assertTrue(refused.getMessage().contains("mount_setattr \"/tmp/a\""), refused.getMessage());
    }

    @Test
    void refusesToMapWithoutAnyMapping() {
        Spec spec = scripts.mounts(new Mount("/tmp/a", "none", data.toString(), List.of("bind", "idmap")));

        ContainerException refused = assertThrows(ContainerException.class, () -> scripts.output(spec, "true"));

        assertEquals(
                "$.mounts[7].options: must not map ids without a user namespace in $.linux.namespaces or mappings of the"
                        + " mount's own",
                refused.getMessage());
    }

    private Mount mapped(String destination, List<LinuxIdMapping> uids, List<LinuxIdMapping> gids, String... options) {
        return new Mount(destination, "none", data.toString(), Arrays.asList(options), uids, gids);
    }

    private static List<LinuxIdMapping> map(long ofFile, long ofHost) {
        return List.of(new LinuxIdMapping(ofFile, ofHost, 1));
    }

    private Spec inUserNamespace(Mount... mounts) {
        return writableTmp(scripts.mounts(mounts))
                .with(spec -> spec.linux = spec.linux.with(linux -> {
                    linux.namespaces = new ArrayList<>(linux.namespaces);
                    linux.namespaces.add(LinuxNamespace.create("user"));
                    linux.uidMappings = OF_CONTAINER;
                    linux.gidMappings = OF_CONTAINER;
                }));
    }

    /** The root belongs to somebody whom the container's root is not: mount points are made in a tmpfs. */
    private static Spec writableTmp(Spec spec) {
        return spec.with(draft -> {
            draft.mounts = new ArrayList<>(draft.mounts);
            draft.mounts.addFirst(new Mount("/tmp", "tmpfs", "tmpfs", List.of()));
        });
    }

    private static void own(Path file, int uid, int gid) throws IOException {
        Files.setAttribute(file, "unix:uid", uid);
        Files.setAttribute(file, "unix:gid", gid);
    }
}
