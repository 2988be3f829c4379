package dev.nodens.tests.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.DeviceRule;
import dev.nodens.runtime.spec.LinuxResources.HugepageLimit;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.tests.harness.RequiresRoot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RequiresRoot
class CgroupFsTest {

    private static final int KILLED = 137;

    private final CgroupFs cgroups =
            new CgroupFs(CgroupLayout.read(Path.of("/proc/self/mountinfo"), Path.of("/")), Syscalls.linux());
    private final CgroupPath path =
            CgroupPath.CONTAINERS.child("test-" + ProcessHandle.current().pid());

    @AfterEach
    void removeEverything() {
        Cgroup cgroup = cgroups.open(path);
        cgroup.killAll();
        cgroup.destroy();
        cgroups.close();
    }

    @Test
    void freezesAndThawsWhateverIsInside() throws IOException {
        Cgroup cgroup = cgroups.create(path, LinuxResources.empty());
        Process shell = inside(cgroup, "while :; do :; done");
        release(shell);

        cgroup.freeze();
        assertTrue(cgroup.frozen());
        long frozenAt = cpuTicks(shell.pid());
        assertEquals(frozenAt, cpuTicks(shell.pid()));

        cgroup.thaw();
        assertFalse(cgroup.frozen());
        Awaitility.await().until(() -> cpuTicks(shell.pid()) > frozenAt);
    }

    @Test
    void killsAFrozenTreeThatForksWithoutEnd() throws Exception {
        Cgroup cgroup = cgroups.create(path, limitedTo(100));
        Process shell = inside(cgroup, "while :; do (sleep 100 &) ; done 2>/dev/null");
        release(shell);
        Awaitility.await().until(() -> cgroup.processes().size() > 10);

        cgroup.freeze();
        cgroup.killAll();

        assertEquals(List.of(), cgroup.processes());
        assertTrue(shell.waitFor(10, TimeUnit.SECONDS));
        assertEquals(KILLED, shell.exitValue());
    }

    @Test
    void removesTheCgroupsThatAContainerMadeInside() throws IOException {
        Cgroup cgroup = cgroups.create(path, LinuxResources.empty());
        for (CgroupRef ref : cgroup.refs()) {
            Files.createDirectories(ref.path().resolve("system.slice/sshd.service"));
        }

        cgroup.destroy();

        assertTrue(cgroup.refs().stream().noneMatch(ref -> Files.exists(ref.path())));
    }

    @Test
    void leavesNothingOfACgroupWhoseLimitIsRefused() {
        LinuxResources wrong =
                LinuxResources.empty().with(r -> r.hugepageLimits = List.of(new HugepageLimit("3MB", 0)));

        assertThrows(ContainerException.class, () -> cgroups.create(path, wrong));

        assertTrue(cgroups.open(path).refs().stream().noneMatch(ref -> Files.exists(ref.path())));
    }

    @Test
    void refusesACgroupThatHasProcessesAlready() throws IOException {
        Cgroup cgroup = cgroups.create(path, LinuxResources.empty());
        inside(cgroup, "true");

        assertThrows(ContainerException.class, () -> cgroups.create(path, LinuxResources.empty()));

        assertEquals(1, cgroup.processes().size());
    }

    @Test
    void refusesACgroupThatHasProcessesFurtherDown() throws IOException {
        Cgroup cgroup = cgroups.create(path, LinuxResources.empty());
        Process shell = new ProcessBuilder("sleep", "100").start();
        for (CgroupRef ref : cgroup.refs()) {
            Path below = Files.createDirectory(ref.path().resolve("below"));
            if (ref.version() == 2) {
                Files.writeString(below.resolve("cgroup.procs"), Long.toString(shell.pid()));
            }
        }

        assertThrows(ContainerException.class, () -> cgroups.create(path, LinuxResources.empty()));
    }

    @Test
    void refusesACgroupThatIsFrozen() {
        cgroups.create(path, LinuxResources.empty()).freeze();

        ContainerException refused =
                assertThrows(ContainerException.class, () -> cgroups.create(path, LinuxResources.empty()));

        assertTrue(refused.getMessage().contains("unexpectedly frozen"), refused.getMessage());
        cgroups.open(path).thaw();
    }

    @Test
    void usesACgroupThatIsThereAndEmpty() {
        cgroups.create(path, LinuxResources.empty());

        assertEquals(List.of(), cgroups.create(path, LinuxResources.empty()).processes());
    }

    @Test
    void givesAwayWhatTheKernelLetsBeGiven() throws IOException {
        CgroupFs unified =
                new CgroupFs(new CgroupLayout.Unified(cgroups.layout().unified().orElseThrow()), Syscalls.linux());
        Cgroup cgroup = unified.create(path, LinuxResources.empty());

        cgroup.delegate(100_000);

        Path directory = cgroup.refs().getFirst().path();
        assertEquals(100_000, Files.getAttribute(directory, "unix:uid"));
        assertEquals(100_000, Files.getAttribute(directory.resolve("cgroup.procs"), "unix:uid"));
        assertEquals(0, Files.getAttribute(directory.resolve("cgroup.freeze"), "unix:uid"));
    }

    @Test
    void putsOneMoreProcessWhereInitWent() throws IOException {
        CgroupFs unified =
                new CgroupFs(new CgroupLayout.Unified(cgroups.layout().unified().orElseThrow()), Syscalls.linux());
        Cgroup cgroup = unified.create(path, LinuxResources.empty());
        Path directory = cgroup.refs().getFirst().path();
        Path init = Files.createDirectory(directory.resolve("init"));
        Process shell = new ProcessBuilder("sleep", "100").start();
        Files.writeString(init.resolve("cgroup.procs"), Long.toString(shell.pid()));
        assertEquals(cgroup.refs(), cgroup.refsBeside((int) shell.pid()));

        Files.writeString(directory.resolve("cgroup.subtree_control"), "+hugetlb");

        assertEquals(List.of(new CgroupRef(2, init)), cgroup.refsBeside((int) shell.pid()));
    }

    @Test
    void deniesTheDevicesThatNoRuleAllows() throws Exception {
        assertNotEquals(0, readsKernelLog(LinuxResources.empty()), "denied by default");
    }

    @Test
    void allowsTheDevicesThatARuleAllows() throws Exception {
        DeviceRule kernelLog = new DeviceRule(true, "c", 1L, 11L, "r");

        assertEquals(0, readsKernelLog(LinuxResources.empty().with(r -> r.devices = List.of(kernelLog))));
    }

    @Test
    void allowsEveryDeviceWhereTheSpecDoes() throws Exception {
        DeviceRule all = new DeviceRule(true, "a", null, null, "rwm");

        assertEquals(0, readsKernelLog(LinuxResources.empty().with(r -> r.devices = List.of(all))));
    }

    @Test
    void keepsTheMonitorsCgroupFromOthersUntilItIsClosed() {
        List<CgroupRef> monitors = cgroups.monitors();

        new CgroupFs(cgroups.layout(), Syscalls.linux()).close();

        assertTrue(monitors.stream().allMatch(ref -> Files.isDirectory(ref.path())));
    }

    /** The exit code of a shell that uses what it always may, and then opens /dev/kmsg. */
    private int readsKernelLog(LinuxResources resources) throws Exception {
        Process shell = inside(cgroups.create(path, resources), ": </dev/null >/dev/zero; : </dev/kmsg");
        release(shell);
        assertTrue(shell.waitFor(10, TimeUnit.SECONDS));
        return shell.exitValue();
    }

    private static LinuxResources limitedTo(long pids) {
        // a machine without the controller has the other end of the loop to stop it: the test itself
        return Files.exists(Path.of("/sys/fs/cgroup/pids"))
                ? LinuxResources.empty().with(r -> r.pids = new LinuxResources.Pids(pids))
                : LinuxResources.empty();
    }

    /** A shell that is in the cgroup and waits for a line before it does anything. */
    private static Process inside(Cgroup cgroup, String script) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "read go; " + script)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (CgroupRef ref : cgroup.refs()) {
            Files.writeString(ref.path().resolve("cgroup.procs"), Long.toString(shell.pid()));
        }
        return shell;
    }

    private static void release(Process shell) throws IOException {
        try (OutputStream stdin = shell.getOutputStream()) {
            stdin.write("go\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Time in user mode, the 14th field of proc_pid_stat(5). */
    private static long cpuTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[11]);
    }
}
