package dev.nodens.tests.rootless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodens.runtime.cli.Main;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.Pids;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecTemplate;
import dev.nodens.runtime.spec.SpecWriter;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code --systemd-cgroup} with a real systemd, which is the first process of namespaces that are made for it: this machine
 * over an overlay as its root, cgroup v2 alone, and a bus of its own.
 */
@RequiresRoot
class SystemdCgroupTest {

    private static final Path V2 = Files.isDirectory(Path.of("/sys/fs/cgroup/unified"))
            ? Path.of("/sys/fs/cgroup/unified")
            : Path.of("/sys/fs/cgroup");

    /** With the folder that it may use, and the folder in it that holds the bus. */
    private static final String BOOT = """
            mount -t tmpfs tmpfs "$1/scratch"
            mkdir "$1/scratch/upper" "$1/scratch/work"
            mount -t overlay overlay -o "lowerdir=/,upperdir=$1/scratch/upper,workdir=$1/scratch/work" "$1/root"
            cd "$1/root"
            mount -t proc proc proc
            mount -t sysfs -o ro sysfs sys
            mount -t cgroup2 cgroup2 sys/fs/cgroup
            mount --rbind /dev dev
            mount -t tmpfs tmpfs tmp
            mount -t tmpfs tmpfs run
            mkdir -p run/systemd/system run/dbus run/share
            mount --bind "$1/share" run/share
            ln -s ../share/bus run/dbus/system_bus_socket
            none='[Unit]
            DefaultDependencies=no
            '
            echo "$none"'Requires=dbus.service' > run/systemd/system/first.target
            echo "$none"'[Socket]
            ListenStream=/run/share/bus' > run/systemd/system/dbus.socket
            echo "$none"'Requires=dbus.socket
            After=dbus.socket
            [Service]
            ExecStart=/usr/bin/dbus-daemon --system --nofork --nopidfile --address=systemd: --systemd-activation
            ' > run/systemd/system/dbus.service
            exec env -i container=nodens PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot . /lib/systemd/systemd --unit=first.target
            """;

    private static final long MB = 1 << 20;

    private final Path tree =
            V2.resolve("nodens-systemd-" + ProcessHandle.current().pid());
    private Process systemd;
    private TestHost host;

    @BeforeEach
    void boot(TestHost given) throws IOException {
        host = given;
        Files.createDirectory(tree);
        for (String folder : List.of("scratch", "root", "share")) {
            Files.createDirectory(host.base().resolve(folder));
        }
        systemd = new ProcessBuilder(
                        "sh",
                        "-ec",
                        "echo $$ > " + tree + "/cgroup.procs; exec unshare --mount --pid --fork --kill-child --cgroup"
                                + " --ipc --uts sh -ec \"$1\" sh " + host.base(),
                        "sh",
                        BOOT)
                .redirectErrorStream(true)
                .redirectOutput(host.base().resolve("boot.log").toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::answers);
    }

    @AfterEach
    void shutDown() throws Exception {
        systemd.descendants().forEach(ProcessHandle::destroyForcibly);
        systemd.destroyForcibly().waitFor();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::removeTree);
    }

    @Test
    void makesAScopeThatLastsAsLongAsTheContainer() throws IOException {
        bundle(_ -> {});
        run();

        assertEquals(
                1, Files.readString(scope().resolve("cgroup.procs")).lines().count(), "nothing but the container");
        assertEquals(0, unit());

        nodens("delete", "--force", "web");

        assertTrue(Files.notExists(scope()));
        assertTrue(unit() != 0, "systemd has forgotten it");
    }

    @Test
    void givesTheUnitThePropertiesThatAnnotationsName() {
        bundle(spec -> spec.annotations = Map.of(
                "org.systemd.property.TimeoutStopSec", "uint64 7", "org.systemd.property.CollectMode", "'inactive'"));
        run();

        assertEquals("t 7000000", property("Scope", "TimeoutStopUSec"));
        assertEquals("s \"inactive\"", property("Unit", "CollectMode"));
        nodens("delete", "--force", "web");
    }

    /** What systemd does not know it would set back, at its next reload at the latest. */
    @Test
    void tellsSystemdOfLimitsAndOfTheirChanges() throws IOException {
        List<String> controllers = List.of(
                Files.readString(V2.resolve("cgroup.controllers")).strip().split(" "));
        assumeTrue(controllers.containsAll(List.of("memory", "pids", "cpu", "cpuset")), "v2 with these controllers");
        bundle(spec -> spec.linux = spec.linux.with(linux ->
                linux.resources = LinuxResources.empty().with(r -> {
                    r.memory = new Memory(64 * MB, null, 64 * MB, null, null, null, null, null, null);
                    r.cpu = new Cpu(2048L, 50_000L, null, 200_000L, null, null, "0", null, null);
                    r.pids = new Pids(20L);
                })));
        run();
        assertEquals(
                "t 67108864, t 20, t 250000, ay 1 1",
                properties("MemoryMax", "TasksMax", "CPUQuotaPerSecUSec", "AllowedCPUs"));
        assertEquals("67108864, 20, 50000 200000, 0", files("memory.max", "pids.max", "cpu.max", "cpuset.cpus"));

        nodens(
                "update",
                "--memory",
                "32M",
                "--memory-swap",
                "48M",
                "--pids-limit",
                "30",
                "--cpu-quota",
                "100000",
                "web");
        assertEquals(0, busctl("call", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "Reload"));
        assertEquals(
                "t 33554432, t 16777216, t 30, t 500000",
                properties("MemoryMax", "MemorySwapMax", "TasksMax", "CPUQuotaPerSecUSec"));
        assertEquals(
                "33554432, 16777216, 30, 100000 200000", files("memory.max", "memory.swap.max", "pids.max", "cpu.max"));
        nodens("delete", "--force", "web");
    }

    private void bundle(Consumer<Spec.Draft> change) {
        Spec template = SpecTemplate.container();
        Spec spec = template.with(s -> {
            s.process = template.process().with(process -> {
                process.terminal = false;
                process.args = List.of("/bin/sleep", "1000");
            });
            s.linux = template.linux().with(linux -> linux.cgroupsPath = "test-deep.slice:nd:web");
            change.accept(s);
        });
        host.rootfs("b/rootfs");
        host.write("b/config.json", new String(SpecWriter.indented(spec), StandardCharsets.UTF_8));
    }

    private void run() {
        String bundle = host.base().resolve("b").toString();
        nodens("--systemd-cgroup", "run", "--detach", "--bundle", bundle, "web");
    }

    private Path scope() {
        return tree.resolve("test.slice/test-deep.slice/nd-web.scope");
    }

    private String files(String... names) throws IOException {
        List<String> contents = new ArrayList<>();
        for (String name : names) {
            contents.add(Files.readString(scope().resolve(name)).strip());
        }
        return String.join(", ", contents);
    }

    private String properties(String... names) {
        return Stream.of(names).map(name -> property("Scope", name)).collect(Collectors.joining(", "));
    }

    private String property(String kind, String name) {
        return bus("get-property")
                .with("/org/freedesktop/systemd1/unit/nd_2dweb_2escope", "org.freedesktop.systemd1." + kind, name)
                .run()
                .succeeded()
                .out()
                .strip();
    }

    private void nodens(String... arguments) {
        long first = systemd.toHandle().children().findFirst().orElseThrow().pid();
        Command.of("nsenter", "--target", Long.toString(first), "--pid", "--cgroup", "unshare", "--mount")
                .with(
                        "sh",
                        "-ec",
                        "mount -t proc proc /proc; mount -t cgroup2 cgroup2 /sys/fs/cgroup; exec \"$@\"",
                        "sh")
                .with("env", "DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + host.base().resolve("share/bus"))
                .with(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1")
                .with("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"))
                .with(Main.class.getName(), "--root", host.state().toString())
                .with(arguments)
                .run()
                .succeeded();
    }

    private boolean answers() {
        return busctl("get-property", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "Version") == 0;
    }

    private int unit() {
        return busctl(
                "call",
                "/org/freedesktop/systemd1",
                "org.freedesktop.systemd1.Manager",
                "GetUnit",
                "s",
                "nd-web.scope");
    }

    private int busctl(String verb, String... rest) {
        return bus(verb).with(rest).run().code();
    }

    private Command bus(String verb) {
        String address = "--address=unix:path=" + host.base().resolve("share/bus");
        return Command.of("busctl", address, verb, "org.freedesktop.systemd1");
    }

    private boolean removeTree() throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path directory : all.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(directory);
            }
            return true;
        } catch (IOException busy) {
            return Files.notExists(tree);
        }
    }
}
