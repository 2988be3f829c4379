package dev.nodens.tests.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.runtime.Containers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * CVE-2019-5736: who opens the runtime's program through {@code /proc/PID/exe} while it runs in the container, and writes to
 * it as soon as it does not run any more, has the next container made by a program of his own. Defence: {@code
 * InitBinary.load}, a memfd with every seal.
 */
@RequiresRoot
class RuntimeOverwriteTest extends InCell {

    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;

    /** The attacker sees the host's processes and has their user: all that any container could wish for. */
    @Test
    void cannotBeDoneFromAContainer() throws Exception {
        ContainerId victim = Containers.id("victim");
        cell.runtime().create(victim, cell.sleeper(), LaunchOptions.unsupervised(cell.rootfs()));
        String process = "/proc/" + cell.pid(victim);
        Spec attacker = Containers.withNamespaces(
                        cell.shell("exec 9< " + process + "/exe && echo open > /tmp/state;"
                                + " while [ -d " + process + " ]; do usleep 20000; done;"
                                + " (echo overwritten > /proc/self/fd/9) 2>/tmp/error && echo done > /tmp/state"
                                + " || echo refused > /tmp/state"),
                        "mount")
                .with(s -> s.process = s.process.with(p -> p.capabilities = Cell.everyCapability()));
        ContainerId id = cell.startAlone(attacker);
        Path state = cell.rootfs().resolve("tmp/state");
        Cell.await(() -> Files.exists(state) && Files.readString(state).equals("open\n"));
        cell.runtime().delete(victim, true);
        cell.runtime().await(id);

        assertEquals("refused\n", Files.readString(state));
        assertEquals("still whole\n", cell.output(cell.shell("echo still whole")));
    }

    /** As root of the host, who is hindered by nothing else, and for each process that executes it. */
    @Test
    void cannotBeDoneThroughTheMonitorAndInit() {
        Syscalls syscalls = Syscalls.linux();
        for (boolean monitor : new boolean[] {true, false}) {
            ContainerId created = Containers.id("created");
            cell.runtime().create(created, cell.sleeper(), Containers.monitored(cell.host(), created));
            int pid = monitor ? parent(cell.pid(created)) : cell.pid(created);
            try (Fd program = syscalls.open("/proc/" + pid + "/exe", O_RDONLY, 0)) {
                cell.runtime().delete(created, true);
                ErrnoException refused = assertThrows(ErrnoException.class, () -> {
                    try (Fd writable = syscalls.open("/proc/self/fd/" + program.number(), O_RDWR, 0)) {
                        syscalls.write(writable, ByteBuffer.wrap("overwritten".getBytes(UTF_8)));
                    }
                });
                assertEquals(Errno.EPERM, refused.errno());
            }
        }
    }

    /** Its other half: a library of the image's that is loaded into the runtime's process. native-init has none to load. */
    @Test
    void loadsNoLibraryOfTheImage() throws Exception {
        ContainerId created = Containers.id("created");
        cell.runtime().create(created, cell.sleeper(), Containers.monitored(cell.host(), created));
        List<String> files = Files.readAllLines(Path.of("/proc/" + cell.pid(created) + "/maps")).stream()
                .map(line -> line.replaceAll("^(\\S+ +){5}", ""))
                .filter(name -> name.startsWith("/"))
                .distinct()
                .toList();
        assertTrue(files.stream().allMatch(name -> name.startsWith("/memfd:nodens-init")), files.toString());
    }

    private static int parent(int pid) {
        return ProcessHandle.of(pid)
                .orElseThrow()
                .parent()
                .map(p -> (int) p.pid())
                .orElseThrow();
    }
}
