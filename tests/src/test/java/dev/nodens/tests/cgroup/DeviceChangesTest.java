package dev.nodens.tests.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.DeviceRule;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.tests.harness.RequiresRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Device rules of a cgroup whose processes run, in each hierarchy of this host that can have them. */
@RequiresRoot
class DeviceChangesTest {

    private static final DeviceRule KERNEL_LOG = new DeviceRule(true, "c", 1L, 11L, "r");
    private static final DeviceRule EVERYTHING = new DeviceRule(true, "a", null, null, "rwm");
    private static final DeviceRule NOT_KERNEL_LOG = new DeviceRule(false, "c", 1L, 11L, "rwm");

    private final CgroupPath path =
            CgroupPath.CONTAINERS.child("devices-" + ProcessHandle.current().pid());
    private @Nullable CgroupFs cgroups;

    static Stream<CgroupLayout> layouts() {
        CgroupLayout host = CgroupLayout.read(Path.of("/proc/self/mountinfo"), Path.of("/"));
        Stream<CgroupLayout> v1 = host.legacy().isEmpty() ? Stream.empty() : Stream.of(host);
        return Stream.concat(v1, host.unified().stream().map(CgroupLayout.Unified::new));
    }

    @AfterEach
    void removeEverything() {
        if (cgroups != null) {
            Cgroup cgroup = cgroups.open(path);
            cgroup.killAll();
            cgroup.destroy();
            cgroups.close();
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void takeThePlaceOfTheFormerOnes(CgroupLayout layout) throws IOException {
        Cgroup cgroup = create(layout, List.of());
        try (Reader reader = Reader.in(cgroup)) {
            assertNotEquals("", reader.open("/dev/kmsg"), "denied by default");
            change(cgroup, KERNEL_LOG);
            assertEquals("", reader.open("/dev/kmsg"), "allowed by a rule");
            change(cgroup, EVERYTHING, NOT_KERNEL_LOG);
            assertNotEquals("", reader.open("/dev/kmsg"), "denied by an exception");
            change(cgroup, EVERYTHING);
            assertEquals("", reader.open("/dev/kmsg"), "allowed with everything");
            change(cgroup, NOT_KERNEL_LOG);
            assertNotEquals("", reader.open("/dev/kmsg"), "denied by default again");
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void canBeNarrowedWhereEverythingWasAllowed(CgroupLayout layout) throws IOException {
        Cgroup cgroup = create(layout, List.of(EVERYTHING));
        try (Reader reader = Reader.in(cgroup)) {
            assertEquals("", reader.open("/dev/kmsg"));
            change(cgroup, NOT_KERNEL_LOG, EVERYTHING, NOT_KERNEL_LOG);
            assertNotEquals("", reader.open("/dev/kmsg"));
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void neverDenyWhatBothAllow(CgroupLayout layout) throws Exception {
        Cgroup cgroup = create(layout, List.of(KERNEL_LOG));
        Process shell = shell(cgroup, "read go; while : </dev/kmsg && : </dev/null; do :; done; echo denied");
        shell.outputWriter().append("go\n").flush();
        for (int i = 0; i < 50; i++) {
            change(cgroup, KERNEL_LOG, new DeviceRule(i % 2 == 0, "b", 8L, 0L, "r"));
        }
        cgroup.killAll();
        assertEquals("", new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    }

    private Cgroup create(CgroupLayout layout, List<DeviceRule> rules) {
        cgroups = new CgroupFs(layout, Syscalls.linux());
        return cgroups.create(path, LinuxResources.empty().with(r -> r.devices = rules));
    }

    private static void change(Cgroup cgroup, DeviceRule... rules) {
        cgroup.apply(LinuxResources.empty().with(r -> r.devices = List.of(rules)));
    }

    private static Process shell(Cgroup cgroup, String script) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (CgroupRef ref : cgroup.refs()) {
            Files.writeString(ref.path().resolve("cgroup.procs"), Long.toString(shell.pid()));
        }
        return shell;
    }

    /** A shell in the cgroup that opens a file whenever it is asked to, and says what went wrong. */
    private record Reader(Process shell, Writer in, BufferedReader out) implements AutoCloseable {

        static Reader in(Cgroup cgroup) throws IOException {
            Process shell = DeviceChangesTest.shell(
                    cgroup,
                    "while read file; do if (: <\"$file\") 2>/dev/null; then echo; else echo refused; fi; done");
            return new Reader(shell, shell.outputWriter(), shell.inputReader());
        }

        String open(String file) throws IOException {
            in.append(file).append('\n').flush();
            return out.readLine();
        }

        @Override
        public void close() {
            shell.destroyForcibly();
        }
    }
}
