package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresRoot
class MountsOfRunningContainersTest {

    private TestHost host;
    private Path rootfs;
    private Path data;
    private LinuxContainerRuntime runtime;
    private ContainerId id;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
        this.rootfs = host.rootfs("root").path();
        this.data = host.write("data/file", "of the host\n").getParent();
        this.runtime = Containers.runtime(host);
        this.id = Containers.id("mounts");
    }

    @AfterEach
    void close() {
        runtime.list().forEach(container -> runtime.delete(container.id(), true));
        runtime.close();
    }

    @Test
    void addsADirectoryOfTheHostAndTakesItAway() throws Exception {
        run(sleeping());
        runtime.addMount(id, bind("/made/for/it"));
        assertEquals("of the host\n", shell("cat /made/for/it/file").output());
        assertEquals(0, shell("echo more >> /made/for/it/file").code());
        assertEquals("of the host\nmore\n", Files.readString(data.resolve("file")));
        runtime.removeMount(id, "/made/for/it");
        assertEquals(1, shell("test -e /made/for/it/file").code());
        assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains("/made/for/it"));
    }

    @Test
    void addsReadOnlyDirectoriesFilesAndFileSystems() throws Exception {
        run(sleeping());
        runtime.addMount(id, bind("/ro", "ro"));
        runtime.addMount(id, new Mount("/one", "bind", data.resolve("file").toString(), List.of("bind")));
        runtime.addMount(id, new Mount("/memory", "tmpfs", "tmpfs", List.of("size=64k", "mode=700", "noexec")));
        ExecResult written = shell("echo x > /ro/file");
        assertTrue(written.output().contains("Read-only file system"), written.output());
        assertEquals("of the host\n", shell("cat /one").output());
        String mounts = shell("cat /proc/mounts").output();
        assertTrue(mounts.contains("tmpfs /memory tmpfs rw,noexec,relatime,size=64k,mode=700"), mounts);
    }

    @Test
    void doesNotTakeAwayWhatIsInUse() throws Exception {
        run(Containers.shell(
                rootfs, "while [ ! -e /data/file ]; do sleep 0.1; done; cd /data; touch /ready; exec sleep 1000"));
        runtime.addMount(id, bind("/data"));
        assertEquals(0, shell("while [ ! -e /ready ]; do sleep 0.1; done").code());
        ContainerException busy = assertThrows(ContainerException.class, () -> runtime.removeMount(id, "/data"));
        assertEquals("mount destination \"/data\": is in use by processes of the container", busy.getMessage());
        assertEquals(ErrorCode.RESOURCE_UNAVAILABLE, busy.code());
    }

    /** Otherwise the container could choose what of it is covered or uncovered: by /data/kcore, a mask of /proc. */
    @ParameterizedTest
    @ValueSource(strings = {"/link", "/link/kcore", "/out/escaped"})
    void followsNoSymbolicLink(String destination) throws Exception {
        Path outside = Files.createDirectory(host.base().resolve("outside"));
        Files.createSymbolicLink(
                rootfs.resolve("out"),
                Path.of("../".repeat(20) + outside.toString().substring(1)));
        Files.createSymbolicLink(rootfs.resolve("link"), Path.of("/proc"));
        run(sleeping());
        String before = shell("cat /proc/self/mountinfo").output();
        ContainerException added =
                assertThrows(ContainerException.class, () -> runtime.addMount(id, bind(destination)));
        ContainerException removed = assertThrows(ContainerException.class, () -> runtime.removeMount(id, destination));
        assertEquals(ErrorCode.INVALID_SPEC, added.code());
        assertEquals(ErrorCode.INVALID_SPEC, removed.code());
        assertEquals(before, shell("cat /proc/self/mountinfo").output());
        assertEquals(List.of(), List.of(outside.toFile().list()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/proc", "/proc/kcore", "/dev", "/dev/null", "//dev/../dev/null"})
    void leavesWhatConfigJsonDecidesOn(String destination) {
        run(sleeping().with(s -> s.linux = s.linux.with(l -> l.maskedPaths = List.of("/proc/kcore"))));
        assertThrows(ContainerException.class, () -> runtime.addMount(id, bind(destination)));
        ContainerException refused = assertThrows(ContainerException.class, () -> runtime.removeMount(id, destination));
        assertTrue(refused.getMessage().endsWith("is a place that config.json decides on"), refused.getMessage());
    }

    @Test
    void saysWhatIsNotThere() {
        run(sleeping());
        Mount absent = new Mount("/data", "bind", host.base().resolve("absent").toString(), List.of("bind"));
        assertTrue(assertThrows(ContainerException.class, () -> runtime.addMount(id, absent))
                .getMessage()
                .contains(host.base().resolve("absent").toString()));
        assertEquals(
                "mount destination \"/tmp\": nothing is mounted there",
                assertThrows(ContainerException.class, () -> runtime.removeMount(id, "/tmp"))
                        .getMessage());
    }

    /** A file system belongs to the container's root, and a bind mount can be mapped for it. */
    @Test
    void servesAContainerWithAUserNamespace() throws Exception {
        Files.setPosixFilePermissions(host.base(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(rootfs, "unix:uid", 100_000);
        run(Containers.mapped(Containers.withNamespaces(sleeping(), "user", "pid", "mount", "ipc", "uts")));
        runtime.addMount(id, new Mount("/memory", "tmpfs", "tmpfs", List.of()));
        runtime.addMount(id, bind("/mapped", "idmap"));
        assertEquals("0 0\n", shell("stat -c '%u %g' /memory").output());
        assertEquals("0 0\n", shell("stat -c '%u %g' /mapped/file").output());
        assertEquals(0, shell("echo mine > /mapped/new").code());
        assertEquals(0, Files.getAttribute(data.resolve("new"), "unix:uid"));
        runtime.removeMount(id, "/mapped");
        assertNotEquals(0, shell("test -e /mapped/file").code());
    }

    @Test
    void needsAContainerThatRuns() throws Exception {
        runtime.run(id, Containers.command(rootfs, "/bin/true"), LaunchOptions.unsupervised(host.base()));
        runtime.await(id);
        ContainerException stopped = assertThrows(ContainerException.class, () -> runtime.addMount(id, bind("/data")));
        assertEquals(ErrorCode.WRONG_STATE, stopped.code());
    }

    @Test
    void isAVerbOfTheCommandLine() {
        run(sleeping());
        host.cli()
                .run(
                        "mounts",
                        "add",
                        id.value(),
                        "--source",
                        data.toString(),
                        "--destination",
                        "/data",
                        "--options",
                        "ro")
                .succeeded();
        assertEquals("of the host\n", shell("cat /data/file").output());
        host.cli().run("mounts", "remove", id.value(), "--destination", "/data").succeeded();
        assertEquals(1, shell("test -e /data/file").code());
    }

    private void run(Spec spec) {
        runtime.run(id, spec, Containers.monitored(host, id));
    }

    private Spec sleeping() {
        return Containers.command(rootfs, "/bin/sleep", "1000");
    }

    private Mount bind(String destination, String... options) {
        List<String> all = new java.util.ArrayList<>(List.of(options));
        all.add("rbind");
        return new Mount(destination, "bind", data.toString(), all);
    }

    private ExecResult shell(String script) {
        Process process = Process.of(List.of("/bin/sh", "-c", script)).with(p -> {
            p.env = List.of("PATH=/bin");
            p.cwd = "/";
        });
        return runtime.exec(id, process, Duration.ofSeconds(20), 1 << 16);
    }
}
