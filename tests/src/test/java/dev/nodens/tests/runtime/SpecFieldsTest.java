package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.spec.Capabilities;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxDevice;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.LinuxPersonality;
import dev.nodens.runtime.spec.LinuxTimeOffset;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Root;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecTemplate;
import dev.nodens.runtime.spec.User;
import dev.nodens.tests.harness.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a Spec says is what its process finds: each field on the real kernel, starting from what {@code nodens spec} writes. */
@RequiresRoot
class SpecFieldsTest extends WithRuntime {

    private static final Pattern LOG_PREFIX = Pattern.compile("(?m)^\\S+ \\S+ F ");

    @Test
    void startsWithTheDefaultDevicesAndLinks() throws Exception {
        assertEquals(
                """
                crw-rw-rw- 1,3 /dev/null
                crw-rw-rw- 1,5 /dev/zero
                crw-rw-rw- 5,0 /dev/tty
                pts/ptmx
                /proc/self/fd/1
                """,
                output(
                        template(),
                        "stat -c '%A %t,%T %n' /dev/null /dev/zero /dev/tty; readlink /dev/ptmx; readlink /dev/stdout"));
    }

    @Test
    void isTheUserThatItSays() throws Exception {
        Spec spec = process(process -> {
            process.user = new User(1000, 1001, 077, List.of(5L, 6L));
            process.oomScoreAdj = 500;
            process.cwd = "/srv/here";
        });

        assertEquals(
                "uid=1000 gid=1001 groups=5,6\n0077\n/srv/here\n500\n1024\n",
                output(writable(spec), "id; umask; pwd; cat /proc/self/oom_score_adj; ulimit -n"));
    }

    @Test
    void hasTheCapabilitiesThatItSaysAndCanBeGranted() throws Exception {
        List<String> names = List.of("CAP_KILL", "CAP_NET_RAW", "CAP_TELEPORT");
        Spec spec = process(process ->
                process.capabilities = new Capabilities(names, names, List.of(), names, List.of("CAP_KILL")));

        assertEquals(
                "0000000000000000\n0000000000002020\n0000000000002020\n0000000000002020\n0000000000000000\n",
                output(spec, "grep Cap /proc/self/status | cut -f 2"));
    }

    @Test
    void seesItsOwnCgroupOnly() throws Exception {
        Spec hosts = linux(linux -> linux.namespaces = types("pid", "network", "ipc", "uts", "mount"));
        String script = "cd /sys/fs/cgroup; for d in . pids memory; do cat $d/cgroup.procs 2>/dev/null && break; done;"
                + " touch x 2>&1 | grep -o 'Read-only'";

        for (Spec spec : List.of(template(), hosts)) {
            String processes = output(spec, script);
            assertTrue(processes.startsWith("1\n") && processes.endsWith("Read-only\n"), processes);
        }
    }

    @Test
    void bindsWithTheAttributesThatItSays() throws Exception {
        host.write("data/file", "hello\n");
        String data = host.base().resolve("data").toString();
        Spec spec = mounts(
                new Mount("/mnt/a", "bind", data, List.of("rbind", "ro", "nosuid", "noexec")),
                new Mount("/mnt/b", "none", data + "/file", List.of("bind", "noatime")),
                new Mount("/mnt/c", "none", data, List.of("bind", "rro", "slave", "shared")));

        assertEquals(
                "hello\n/mnt/a ro,nosuid,noexec,relatime\n/mnt/b rw,noatime\n/mnt/c ro,relatime shared\n",
                output(
                        spec,
                        "cat /mnt/a/file; grep -o ' /mnt/[abc] [a-z,]* [a-z]*' /proc/self/mountinfo"
                                + " | sed 's/^ //; s/ $//'"));
    }

    @Test
    void fillsATmpfsBeforeItIsReadOnly() throws Exception {
        host.write("data/file", "");
        String data = host.base().resolve("data").toString();
        Spec spec = mounts(
                new Mount("/scratch", "tmpfs", "tmpfs", List.of("ro")),
                new Mount("/scratch/in", "none", data, List.of("bind")),
                new Mount("/etc", "tmpfs", "tmpfs", List.of("tmpcopyup")));

        assertEquals(
                "touch: /scratch/x: Read-only file system\nin\ngroup\nnew\npasswd\n",
                output(spec, "touch /scratch/x 2>&1; ls /scratch; touch /etc/new; ls /etc"));
        assertTrue(Files.notExists(rootfs.resolve("etc/new")));
    }

    /** As most images have it of /etc/resolv.conf: the link's target is only there when something runs. */
    @Test
    void mountsWhereDanglingLinksLead() throws Exception {
        host.write("data/file", "hello\n");
        Files.createSymbolicLink(rootfs.resolve("etc/resolv.conf"), Path.of("../link/resolve/stub"));
        Files.createSymbolicLink(rootfs.resolve("link"), Path.of("/run/deep"));
        Files.createSymbolicLink(rootfs.resolve("out"), Path.of("../".repeat(20) + host.base() + "/outside"));
        String data = host.base().resolve("data").toString();
        Spec spec = mounts(
                new Mount("/etc/resolv.conf", "none", data + "/file", List.of("bind")),
                new Mount("/out/of", "none", data, List.of("bind")));

        assertEquals("hello\nhello\nfile\n", output(spec, "cat /etc/resolv.conf /run/deep/resolve/stub; ls /out/of"));
        assertTrue(Files.notExists(host.base().resolve("outside")));
        assertTrue(Files.isDirectory(rootfs.resolve("run/deep/resolve")));
    }

    @Test
    void givesATmpfsTheModeOfWhatItCovers() throws Exception {
        Files.createDirectory(
                rootfs.resolve("covered"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---")));
        Spec spec = mounts(
                new Mount("/covered", "tmpfs", "tmpfs", List.of("ro")),
                new Mount("/new", "tmpfs", "tmpfs", List.of()),
                new Mount("/said", "tmpfs", "tmpfs", List.of("mode=1500")));

        assertEquals("710\n1777\n1500\n", output(spec, "stat -c %a /covered /new /said"));
    }

    @Test
    void makesDevReadOnlyWithItsDevicesInItAndNothingBelow() throws Exception {
        Spec spec = template()
                .with(draft -> draft.mounts = draft.mounts.stream()
                        .map(mount -> mount.destination().equals("/dev")
                                ? new Mount("/dev", "tmpfs", "tmpfs", List.of("ro", "mode=755"))
                                : mount)
                        .toList());

        assertEquals(
                "touch: /dev/x: Read-only file system\nwritten\nshared\n1\n",
                output(
                        spec,
                        "touch /dev/x 2>&1; echo x > /dev/null && echo written; touch /dev/shm/x && echo shared;"
                                + " grep -c ' /dev ' /proc/mounts"));
    }

    @Test
    void makesTheDevicesThatItSays() throws Exception {
        Spec spec = linux(linux -> linux.devices = List.of(
                new LinuxDevice("/dev/disk", "b", 8, 0, 0600L, 3L, 4L),
                new LinuxDevice("/run/pipe", "p", 0, 0, 0640L, null, null)));

        assertEquals(
                "brw------- 8,0 3 4\nprw-r----- 0,0 0 0\n",
                output(writable(spec), "stat -c '%A %t,%T %u %g' /dev/disk /run/pipe"));
    }

    @Test
    void setsKernelParametersOfItsNamespaces() throws Exception {
        Spec spec = linux(linux -> linux.sysctl = Map.of("net.ipv4.ip_forward", "1", "kernel/shmmax", "65536"));

        assertEquals(
                "1\n65536\nReadonly\n",
                output(
                        spec,
                        "cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shmmax;"
                                + " (echo 0 > /proc/sys/net/ipv4/ip_forward) 2>/dev/null || echo Readonly"));
    }

    @Test
    void hidesPaths() throws Exception {
        Spec spec = linux(linux -> {
            linux.maskedPaths = List.of("/etc/passwd", "/usr", "/absent");
            linux.readonlyPaths = List.of("/tmp", "/absent");
        });

        assertEquals(
                "0\n0\nReadonly\nwritten\n",
                output(
                        writable(spec),
                        "wc -c < /etc/passwd; ls /usr | wc -l; touch /tmp/x 2>/dev/null || echo Readonly;"
                                + " touch /run/x && echo written"));
    }

    @Test
    void mapsIdsOfItsUserNamespaceAndOfAMount() throws Exception {
        host.write("data/file", "");
        List<LinuxIdMapping> map = List.of(new LinuxIdMapping(0, 100_000, 65_536));
        Spec spec = mounts(new Mount("/mnt", "none", host.base().resolve("data").toString(), List.of("bind", "idmap")))
                .with(draft -> draft.linux = draft.linux.with(linux -> {
                    linux.namespaces = types("pid", "network", "ipc", "uts", "mount", "cgroup", "user");
                    linux.uidMappings = map;
                    linux.gidMappings = map;
                }));
        Files.createDirectory(rootfs.resolve("mnt")); // whose root is nobody in there

        assertEquals(
                "0 100000 65536\nallow\n0\n65534\n",
                output(
                        spec,
                        "tr -s ' ' < /proc/self/uid_map | sed 's/^ //'; cat /proc/self/setgroups;"
                                + " stat -c %u /mnt/file /etc/passwd"));
    }

    @Test
    void shiftsTheClocksOfItsTimeNamespace() throws Exception {
        Spec spec = linux(linux -> {
            linux.namespaces = types("pid", "network", "ipc", "uts", "mount", "time");
            linux.timeOffsets =
                    Map.of("boottime", new LinuxTimeOffset(1_000_000_000, 0), "monotonic", new LinuxTimeOffset(5, 7));
        });

        assertEquals(
                "monotonic 5 7\nboottime 1000000000 0\n10\n",
                output(spec, "tr -s ' ' < /proc/self/timens_offsets; cut -c 1-2 /proc/uptime"));
    }

    @Test
    void runsInThePersonalityThatItSays() throws Exception {
        Spec spec = linux(linux -> linux.personality = new LinuxPersonality("LINUX32", List.of()));

        assertEquals("i686\n", output(spec, "uname -m"));
    }

    @Test
    void propagatesItsRootAsItSays() throws Exception {
        assertEquals("shared\n", rootPropagation("shared"));
        assertEquals("unbindable\n", rootPropagation("unbindable"));
        assertEquals("-\n", rootPropagation("private"));
    }

    private String rootPropagation(String asked) throws Exception {
        String optionalField = "awk '$5 == \"/\" {sub(/:.*/, \"\", $7); print $7}' /proc/self/mountinfo";
        return output(linux(linux -> linux.rootfsPropagation = asked), optionalField);
    }

    @Test
    void usesTheRootOfAMountNamespaceThatItJoins() throws Exception {
        ContainerId owner = Containers.id("owner");
        runtime.run(owner, Containers.command(rootfs, "/bin/sleep", "1000"), Containers.monitored(host, owner));
        int pid = runtime.state(owner).orElseThrow().state().livePid();
        Spec joiner = Spec.empty().with(spec -> {
            spec.root = new Root("/", false);
            spec.process = Process.of(List.of("/bin/true"));
            spec.linux = Linux.empty()
                    .with(linux -> linux.namespaces = List.of(new LinuxNamespace("mount", "/proc/" + pid + "/ns/mnt")));
        });

        assertEquals("bin\ndev\netc\nproc\nroot\nrun\nsbin\nsys\ntmp\nusr\nvar\n", output(joiner, "ls /"));
    }

    private Spec template() {
        return SpecTemplate.container().with(spec -> {
            spec.root = new Root(rootfs.toString(), true);
            spec.process = spec.process.with(process -> {
                process.terminal = false;
                process.env = List.of("PATH=/bin");
            });
        });
    }

    private static Spec writable(Spec spec) {
        return spec.with(draft -> draft.root = new Root(draft.root.path(), false));
    }

    private Spec process(Consumer<Process.Draft> change) {
        return template().with(spec -> spec.process = spec.process.with(change));
    }

    private Spec linux(Consumer<Linux.Draft> change) {
        return template().with(spec -> spec.linux = spec.linux.with(change));
    }

    private Spec mounts(Mount... more) {
        return template().with(spec -> {
            spec.mounts = new ArrayList<>(spec.mounts);
            spec.mounts.addAll(List.of(more));
        });
    }

    private static List<LinuxNamespace> types(String... types) {
        return List.of(types).stream().map(LinuxNamespace::create).toList();
    }

    /** Runs a script in the container and returns what it wrote. */
    private String output(Spec spec, String script) throws Exception {
        ContainerId id = Containers.id("field");
        Spec shell = spec.with(draft ->
                draft.process = draft.process.with(process -> process.args = List.of("/bin/sh", "-c", script)));
        runtime.run(id, shell, Containers.monitored(host, id));
        runtime.await(id);
        String log = Files.readString(Containers.log(host, id));
        runtime.delete(id, false);
        return LOG_PREFIX.matcher(log).replaceAll("");
    }
}
