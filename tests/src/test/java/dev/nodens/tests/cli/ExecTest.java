package dev.nodens.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What flags of {@code nodens exec} change of the container's own process. */
@RequiresRoot
final class ExecTest {

    private static final String ID = "exec-" + ProcessHandle.current().pid();

    private TestHost host;
    private long pid;

    @BeforeEach
    void start(TestHost host) {
        this.host = host;
        pid = Bundle.of(host).withArgs("[\"sleep\", \"1000\"]").start(ID);
    }

    @AfterEach
    void delete() {
        host.cli().run("delete", "--force", ID).succeeded();
    }

    @Test
    void addsACapability() {
        assertEquals("0000000000000000\n", exec(List.of(), "awk", "/CapEff/ {print $2}", "/proc/self/status"));
        assertEquals(
                "0000000000080001\n",
                exec(
                        List.of("--cap", "CAP_CHOWN", "--cap", "CAP_SYS_PTRACE"),
                        "awk",
                        "/CapEff/ {print $2}",
                        "/proc/self/status"));
    }

    @Test
    void refusesLabelsOfWhatTheKernelHasNot() throws IOException {
        List<String> modules = Files.exists(Path.of("/sys/kernel/security/lsm"))
                ? List.of(Files.readString(Path.of("/sys/kernel/security/lsm")).split(","))
                : List.of();
        if (!modules.contains("apparmor")) {
            assertEquals(
                    "nodens: $.process.apparmorProfile: this kernel has no AppArmor, or it is turned off\n",
                    refused("--apparmor", "strict"));
        }
        if (!modules.contains("selinux")) {
            assertEquals(
                    "nodens: $.process.selinuxLabel: this kernel has no SELinux, or it is turned off\n",
                    refused("--process-label", "system_u:system_r:t:s0"));
        }
    }

    @Test
    void runsInACgroupBelowTheContainersThatExists() throws IOException {
        Path own = ownCgroup();
        Path below = Files.createDirectory(own.resolve("below"));
        try {
            String cgroup = exec(List.of("--cgroup", "below"), "grep", "nodens", "/proc/self/cgroup");
            assertTrue(cgroup.lines().anyMatch(line -> line.endsWith("/below")), cgroup);
            String missing = refused("--cgroup", "absent");
            assertTrue(missing.contains("absent"), missing);
            assertTrue(refused("--cgroup", "../..").contains("--cgroup \"../..\" is not a"));
        } finally {
            Files.delete(below);
        }
    }

    @Test
    void waitsForTheEndOfAPauseWhereItIsToldTo() throws Exception {
        host.cli().run("pause", ID).succeeded();
        assertTrue(refused().contains("is paused"));

        CompletableFuture<String> waiting =
                CompletableFuture.supplyAsync(() -> exec(List.of("--ignore-paused"), "echo", "resumed"));
        Awaitility.await()
                .until(() ->
                        Files.readAllLines(ownCgroup().resolve("cgroup.procs")).size() == 2);
        assertFalse(waiting.isDone());
        host.cli().run("resume", ID).succeeded();
        assertEquals("resumed\n", waiting.get(20, TimeUnit.SECONDS));
    }

    /** The one of v2. */
    private Path ownCgroup() throws IOException {
        String own = Files.readAllLines(Path.of("/proc/" + pid + "/cgroup")).stream()
                .filter(line -> line.startsWith("0::/"))
                .findFirst()
                .orElseThrow();
        Path hybrid = Path.of("/sys/fs/cgroup/unified");
        return (Files.isDirectory(hybrid) ? hybrid : hybrid.getParent()).resolve(own.substring("0::/".length()));
    }

    private String exec(List<String> flags, String... command) {
        return command(flags, command).run().succeeded().out();
    }

    private String refused(String... flags) {
        return command(List.of(flags), "true").run().exited(255).err();
    }

    private Command command(List<String> flags, String... command) {
        return host.cli()
                .command("exec")
                .with(flags.toArray(String[]::new))
                .with(ID)
                .with(command);
    }
}
