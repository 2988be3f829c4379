package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxTimeOffset;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code ls -l /proc/PID/ns} says of containers that have, join and share namespaces. */
@RequiresRoot
class NamespacesTest extends WithRuntime {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OUTPUT_LIMIT = 64 << 10;

    @Test
    void hasItsOwnOfEveryTypeThatItAsksForAndTheHostsOfTheRest() throws Exception {
        int pid = run("own", Containers.withNamespaces(sleeper(), "pid", "mount", "ipc", "uts", "network", "cgroup"));
        for (NamespaceType type : List.of(
                NamespaceType.PID,
                NamespaceType.MOUNT,
                NamespaceType.IPC,
                NamespaceType.UTS,
                NamespaceType.NETWORK,
                NamespaceType.CGROUP)) {
            assertNotEquals(inode("self", type), inode(pid, type), type.toString());
        }
        assertEquals(inode("self", NamespaceType.USER), inode(pid, NamespaceType.USER));
        assertEquals(inode("self", NamespaceType.TIME), inode(pid, NamespaceType.TIME));
    }

    @Test
    void joinsEachTypeByPath() throws Exception {
        int owner =
                run("owner", Containers.withNamespaces(sleeper(), "pid", "mount", "ipc", "uts", "network", "cgroup"));
        Spec joiner = Containers.withNamespaces(sleeper(), "mount");
        List<NamespaceType> joined = List.of(
                NamespaceType.PID, NamespaceType.IPC, NamespaceType.UTS, NamespaceType.NETWORK, NamespaceType.CGROUP);
        for (NamespaceType type : joined) {
            joiner = Containers.joining(joiner, type.ociName(), type.pathOf(owner));
        }
        int pid = run("joiner", joiner);
        for (NamespaceType type : joined) {
            assertEquals(inode(owner, type), inode(pid, type), type.toString());
        }
        assertNotEquals(inode(owner, NamespaceType.MOUNT), inode(pid, NamespaceType.MOUNT));
    }

    /** Start times are told by the clock of a reader's time namespace, and containers are known by them. */
    @Test
    void isKnownInATimeNamespaceThatItJoins() throws Exception {
        Spec first = Containers.withNamespaces(sleeper(), "time", "pid", "mount")
                .with(spec -> spec.linux = spec.linux.with(
                        linux -> linux.timeOffsets = Map.of("boottime", new LinuxTimeOffset(1337L, 3_141_519L))));
        int owner = run("timeowner", first);
        Spec joiner = Containers.joining(
                Containers.withNamespaces(sleeper(), "pid", "mount"), "time", NamespaceType.TIME.pathOf(owner));
        int pid = run("timejoiner", joiner);
        assertEquals(inode(owner, NamespaceType.TIME), inode(pid, NamespaceType.TIME));

        ContainerId alone = Containers.id("timealone");
        runtime.run(alone, joiner, LaunchOptions.unsupervised());
        assertTrue(runtime.state(alone).orElseThrow().state().livePid() > 0);
    }

    @Test
    void joinsAUserNamespaceThatAnotherContainerMade() throws Exception {
        int owner = run(
                "userowner", Containers.mapped(Containers.withNamespaces(sleeper(), "user", "pid", "mount", "uts")));
        Spec joiner = Containers.withNamespaces(sleeper(), "pid", "mount");
        joiner = Containers.joining(joiner, "uts", NamespaceType.UTS.pathOf(owner));
        joiner = Containers.joining(joiner, "user", NamespaceType.USER.pathOf(owner));
        int pid = run("userjoiner", joiner);
        assertEquals(inode(owner, NamespaceType.USER), inode(pid, NamespaceType.USER));
        assertEquals(inode(owner, NamespaceType.UTS), inode(pid, NamespaceType.UTS));
        assertNotEquals(inode("self", NamespaceType.USER), inode(pid, NamespaceType.USER));
    }

    /** containerd and CRI-O say both: then whoever reads the Spec must not be told of other ids than there are. */
    @Test
    void joinsAUserNamespaceOnlyWithTheMapsThatItHas() throws Exception {
        int owner = run("mapowner", Containers.mapped(Containers.withNamespaces(sleeper(), "user", "pid", "mount")));
        String path = NamespaceType.USER.pathOf(owner);
        Spec same = Containers.mapped(
                Containers.joining(Containers.withNamespaces(sleeper(), "pid", "mount"), "user", path));
        Spec other = same.with(spec ->
                spec.linux = spec.linux.with(linux -> linux.gidMappings = List.of(new LinuxIdMapping(0, 100_000, 1))));

        int pid = run("samemaps", same);
        assertEquals(inode(owner, NamespaceType.USER), inode(pid, NamespaceType.USER));
        ContainerException refused = assertThrows(ContainerException.class, () -> run("othermaps", other));
        assertEquals(ErrorCode.INVALID_NAMESPACE, refused.code());
        assertEquals(
                "namespace path " + path + ": has another gid_map than $.linux.gidMappings says", refused.getMessage());
    }

    @Test
    void seesTheProcessesOfThePidNamespaceThatItShares() throws Exception {
        int owner = run("seen", sleeper());
        ContainerId id = Containers.id("seer");
        runtime.run(
                id,
                Containers.joining(sleeper(), "pid", NamespaceType.PID.pathOf(owner)),
                Containers.monitored(host, id));
        ExecResult ps = runtime.exec(id, shell("ps -o pid,args"), PATIENCE, OUTPUT_LIMIT);
        assertEquals(0, ps.code(), ps.output());
        assertTrue(ps.output().lines().anyMatch(line -> line.matches("\\s*1 /bin/sleep 1000")), ps.output());
    }

    @Test
    void leavesTheOwnerOfASharedPidNamespaceAliveWhenItIsKilled() throws Exception {
        ContainerId ownerId = Containers.id("survivor");
        runtime.run(ownerId, sleeper(), Containers.monitored(host, ownerId));
        int owner = pid(ownerId);
        ContainerId joinerId = Containers.id("victim");
        runtime.run(
                joinerId,
                Containers.joining(
                        Containers.shell(rootfs, "sleep 1000 & sleep 1000"), "pid", NamespaceType.PID.pathOf(owner)),
                Containers.monitored(host, joinerId));
        runtime.kill(joinerId, 9, false);
        assertEquals(137, runtime.await(joinerId).code());
        assertEquals(List.of(), runtime.processes(joinerId), "what it started must not outlive it");
        assertEquals(owner, pid(ownerId));
        assertEquals(
                0, runtime.exec(ownerId, shell("true"), PATIENCE, OUTPUT_LIMIT).code());
    }

    private int run(String name, Spec spec) {
        ContainerId id = Containers.id(name);
        runtime.run(id, spec, Containers.monitored(host, id));
        return pid(id);
    }

    private int pid(ContainerId id) {
        return runtime.state(id).orElseThrow().state().livePid();
    }

    private Spec sleeper() {
        return Containers.command(rootfs, "/bin/sleep", "1000");
    }

    private static Process shell(String script) {
        return Process.of(List.of("/bin/sh", "-c", script)).with(p -> {
            p.env = List.of("PATH=/bin");
            p.cwd = "/";
        });
    }

    private static String inode(int pid, NamespaceType type) throws IOException {
        return inode(Integer.toString(pid), type);
    }

    private static String inode(String process, NamespaceType type) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", process, "ns", type.procFile()))
                .toString();
    }
}
