package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Directories that become symbolic links, and back, while containers are made of them. Whoever writes to a volume of two
 * containers can do that to the other's creation.
 */
@RequiresRoot
class MountRaceTest {

    private static final int CREATIONS = 30;

    private Cell cell;
    private Path volume;
    private Path treasure;

    @BeforeEach
    void open(TestHost host) throws Exception {
        cell = Cell.open(host);
        volume = Files.createDirectory(host.base().resolve("volume"));
        treasure = Files.createDirectory(host.base().resolve("treasure"));
        // What the link leads to is also there below the container's root, so that a creation need not fail.
        Files.createDirectories(inside(treasure));
    }

    @AfterEach
    void close() {
        cell.close();
    }

    /**
     * CVE-2021-30465, CVE-2024-45310: the destination of a mount, and what is made for it, end where a symbolic link that is
     * swapped in leads, on the host. Defence: {@code rootfs_open} and {@code make_directory} in native-init/src/rootfs.c
     * (openat2 with RESOLVE_IN_ROOT, each new part below a descriptor), {@code attach} in mounts.c.
     */
    @Test
    void mountsAndMakesNothingOutsideOfTheRoot() throws Exception {
        Files.createDirectory(volume.resolve("place"));
        Files.createSymbolicLink(volume.resolve("link"), treasure);
        Path file = cell.host().write("file", "");
        Spec spec = mounts(
                bind(volume, "/vol"),
                new Mount("/vol/place/some/where", "tmpfs", "marker", List.of()),
                bind(file, "/vol/place/file"));

        Set<String> seen = new TreeSet<>();
        try (Swapping attacker = Swapping.of(cell.host(), volume, "place", "link")) {
            for (int i = 0; i < CREATIONS; i++) {
                seen.add(outcome(spec, "grep -c ' - tmpfs marker ' /proc/self/mountinfo"));
                assertEquals(Set.of(), entries(treasure));
            }
            attacker.requireAlive();
        }
        // A mount that landed elsewhere would be gone with the host's root, and this would say 0.
        assertTrue(Set.of("1\n", "refused").containsAll(seen), seen.toString());
    }

    /**
     * CVE-2019-19921, CVE-2023-27561, CVE-2023-28642: /proc becomes a link while the container is made. Defence: {@code
     * open_target} in mounts.c refuses it, and where it loses the race the link is followed inside the root only.
     */
    @Test
    void mountsProcWhereItSaysOrNotAtAll() throws Exception {
        Files.createSymbolicLink(cell.rootfs().resolve("link"), treasure);
        Spec spec = cell.shell("");
        Set<String> seen = new TreeSet<>();
        try (Swapping attacker = Swapping.of(cell.host(), cell.rootfs(), "proc", "link")) {
            for (int i = 0; i < CREATIONS; i++) {
                seen.add(outcome(
                        spec,
                        "for n in 1 2 3 4 5 6 7 8; do for d in /proc /link /" + treasure
                                + "; do [ -e $d/self/stat ] && echo proc && exit; done; done"));
                assertEquals(Set.of(), entries(treasure));
            }
            attacker.requireAlive();
        }
        assertTrue(seen.stream().allMatch(word -> word.startsWith("proc") || word.equals("refused")), seen.toString());
    }

    /**
     * CVE-2025-31133: a masked file is hidden by the container's /dev/null, which is a link to what the attacker wants
     * there. Defence: {@code null_tree} in native-init/src/hide.c takes the host's, and looks at what it has.
     */
    @Test
    void hidesByARealNullDevice() throws Exception {
        Path secret = cell.rootfs().resolve("etc/secret");
        Files.writeString(secret, "secret");
        Files.writeString(cell.rootfs().resolve("etc/chosen"), "chosen by the attacker");
        Command.of("mknod", "-m", "666", volume.resolve("null").toString(), "c", "1", "3")
                .run()
                .succeeded();
        Files.createSymbolicLink(volume.resolve("link"), Path.of("/etc/chosen"));
        Spec spec = mounts(bind(volume, "/dev"))
                .with(s -> s.linux = s.linux.with(l -> l.maskedPaths = List.of("/etc/secret")));

        Set<String> seen = new TreeSet<>();
        try (Swapping attacker = Swapping.of(cell.host(), volume, "null", "link")) {
            for (int i = 0; i < CREATIONS; i++) {
                seen.add(outcome(spec, "stat -c %t,%T /etc/secret"));
            }
            attacker.requireAlive();
        }
        assertTrue(Set.of("1,3\n", "refused").containsAll(seen), seen.toString());
    }

    private String outcome(Spec spec, String script) {
        try {
            return cell.output(spec.with(
                    s -> s.process = s.process.with(p -> p.args = List.of("/bin/sh", "-c", script))));
        } catch (ContainerException refused) {
            return "refused";
        }
    }

    private Path inside(Path path) {
        return cell.rootfs().resolve(path.toString().substring(1));
    }

    private Spec mounts(Mount... mounts) {
        return cell.shell("").with(spec -> {
            spec.mounts = new ArrayList<>(spec.mounts);
            spec.mounts.removeIf(mount ->
                    List.of(mounts).stream().anyMatch(m -> m.destination().equals(mount.destination())));
            spec.mounts.addAll(List.of(mounts));
        });
    }

    private static Mount bind(Path source, String destination) {
        return new Mount(destination, "bind", source.toString(), List.of("bind"));
    }

    private static Set<String> entries(Path directory) throws Exception {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(Path::toString).collect(Collectors.toSet());
        }
    }
}
