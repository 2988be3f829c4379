package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.runtime.Containers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Root file systems that somebody wrote who knows what a runtime does with them. */
@RequiresRoot
class HostileImageTest {

    private Cell cell;
    private Path treasure;

    @BeforeEach
    void open(TestHost host) throws Exception {
        cell = Cell.open(host);
        treasure = Files.createDirectory(host.base().resolve("treasure"));
    }

    @AfterEach
    void close() {
        cell.close();
    }

    /**
     * CVE-2019-19921, CVE-2023-27561, CVE-2026-41579 (runc), CVE-2026-47766 (crun): the image has a symbolic link where the
     * kernel's own file systems go, and so chooses what later steps find there. Defence: {@code must_be_real} in
     * native-init/src/mounts.c.
     */
    @ParameterizedTest
    @ValueSource(strings = {"proc", "sys", "dev"})
    void refusesALinkWhereAKernelFileSystemGoes(String name) throws Exception {
        replaceByLink(name, "/tmp");
        Spec spec = with(cell.shell("true"), new Mount("/sys", "sysfs", "sysfs", List.of("ro")));
        ContainerException refused = assertThrows(ContainerException.class, () -> cell.output(spec));
        assertTrue(refused.getMessage().contains("/" + name), refused.getMessage());
    }

    /** CVE-2026-41579, CVE-2026-47766 where nothing is mounted at /dev: devices and links are made inside the root. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void makesDevicesInsideOfTheRoot(boolean targetIsInside) throws Exception {
        replaceByLink("dev", treasure.toString());
        if (targetIsInside) {
            Files.createDirectories(cell.rootfs().resolve(treasure.toString().substring(1)));
        }
        Spec spec = cell.shell("ls " + treasure).with(s -> s.mounts = List.of(proc()));
        if (targetIsInside) {
            assertTrue(cell.output(spec).contains("urandom\n"));
        } else {
            assertThrows(ContainerException.class, () -> cell.output(spec));
        }
        assertEquals(Set.of(), entries(treasure));
    }

    /** CVE-2024-45310: what is made to mount a file on, below a directory that is a link. Defence: {@code rootfs_make}. */
    @Test
    void makesNoFileOnTheHostThroughALinkForEtc() throws Exception {
        replaceByLink("etc", treasure.toString());
        Files.createDirectories(cell.rootfs().resolve(treasure.toString().substring(1)));
        Path hosts = cell.host().write("hosts", "1.2.3.4 here\n");
        Spec spec =
                with(cell.shell("cat /etc/hosts"), new Mount("/etc/hosts", "bind", hosts.toString(), List.of("bind")));
        assertEquals("1.2.3.4 here\n", cell.output(spec));
        assertEquals(Set.of(), entries(treasure));
    }

    /**
     * CVE-2019-16884, CVE-2025-52881: a volume at /proc looks like procfs and takes what the runtime writes there. Defence:
     * {@code write_sysctl} in native-init/src/sysctls.c writes below the host's /proc, which {@code open_proc} in launch.c
     * opened and checked before anything of the container's was mounted.
     */
    @Test
    void writesKernelParametersIntoNoFakeProcfs() {
        Path fake = cell.host().write("fake/sys/net/ipv4/ip_forward", "untouched");
        Path volume = cell.host().base().resolve("fake");
        Spec spec = Containers.withNamespaces(cell.sleeper(), "pid", "mount", "ipc", "uts", "network")
                .with(s -> {
                    s.mounts = List.of(new Mount("/proc", "bind", volume.toString(), List.of("bind")));
                    s.linux = s.linux.with(l -> l.sysctl = Map.of("net.ipv4.ip_forward", "1"));
                });
        ContainerId deceived = cell.start(spec);

        assertEquals("untouched", Cell.read(fake));
        String network = "/proc/" + cell.pid(deceived) + "/ns/net";
        Spec looker = cell.shell("cat /proc/sys/net/ipv4/ip_forward")
                .with(s -> s.linux = s.linux.with(l -> {
                    l.namespaces = new ArrayList<>(l.namespaces);
                    l.namespaces.add(new LinuxNamespace("network", network));
                }));
        assertEquals("1\n", cell.output(looker));
    }

    /**
     * CVE-2025-24965 (crun): the runtime reads something from the image as if it were configuration. Here all that a runtime
     * or a C library could want to read is a fifo without a writer. Defence: there is no such reading, and native-init is
     * static; users are numbers.
     */
    @Test
    void readsNothingOfTheImageAsConfiguration() throws Exception {
        for (String name : List.of(
                "etc/passwd",
                "etc/group",
                "etc/nsswitch.conf",
                "etc/ld.so.cache",
                "etc/ld.so.preload",
                "etc/localtime",
                "etc/hosts",
                "etc/resolv.conf",
                "etc/subuid",
                "config.json",
                "krun-sev.json",
                ".krun_config.json",
                "etc/nodens")) {
            Files.deleteIfExists(cell.rootfs().resolve(name));
            Command.of("mkfifo", cell.rootfs().resolve(name).toString()).run().succeeded();
        }
        assertTimeoutPreemptively(Cell.PATIENCE, () -> {
            assertEquals("here\n", cell.output(cell.shell("echo here")));
            ContainerId id = cell.start(cell.sleeper());
            assertEquals("here\n", cell.exec(id, Cell.command("echo", "here")).output());
        });
    }

    private void replaceByLink(String name, String target) throws Exception {
        Path place = cell.rootfs().resolve(name);
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(place);
        Files.createSymbolicLink(place, Path.of(target));
    }

    private static Mount proc() {
        return new Mount("/proc", "proc", "proc", List.of());
    }

    private static Spec with(Spec spec, Mount more) {
        return spec.with(s -> {
            s.mounts = new ArrayList<>(s.mounts);
            s.mounts.add(more);
        });
    }

    private static Set<String> entries(Path directory) throws Exception {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(Path::toString).collect(Collectors.toSet());
        }
    }
}
