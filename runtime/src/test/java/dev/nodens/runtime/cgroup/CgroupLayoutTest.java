package dev.nodens.runtime.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.cgroup.CgroupLayout.Hybrid;
import dev.nodens.runtime.cgroup.CgroupLayout.Legacy;
import dev.nodens.runtime.cgroup.CgroupLayout.Unified;
import dev.nodens.runtime.cgroup.CgroupLayout.V1Hierarchy;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupLayoutTest {

    private static final String ROOT = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
    private static final String TMPFS = "31 22 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n";
    private static final String CPU = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n";
    private static final String MEMORY = "33 31 0:33 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
    private static final String SYSTEMD =
            "34 31 0:37 / /sys/fs/cgroup/systemd rw shared:9 - cgroup cgroup rw,xattr,release_agent=/x,name=systemd\n";
    private static final String UNIFIED = "35 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

    @TempDir
    private Path folder;

    @Test
    void isUnifiedWhereOnlyV2IsMounted() throws IOException {
        CgroupLayout layout = read(ROOT + "30 22 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw,nsdelegate\n");

        assertEquals(new Unified(new Hierarchy(Path.of("/sys/fs/cgroup"), "/")), layout);
    }

    @Test
    void isLegacyWhereOnlyV1IsMounted() throws IOException {
        Legacy layout = assertInstanceOf(Legacy.class, read(ROOT + TMPFS + CPU + MEMORY + SYSTEMD));

        assertEquals(
                List.of(List.of("cpu", "cpuacct"), List.of("memory"), List.of("name=systemd")),
                layout.v1().stream().map(V1Hierarchy::controllers).toList());
    }

    @Test
    void isHybridWhereBothAre() throws IOException {
        Hybrid layout = assertInstanceOf(Hybrid.class, read(ROOT + TMPFS + CPU + MEMORY + UNIFIED));

        assertEquals(Path.of("/sys/fs/cgroup/unified"), layout.v2().mountPoint());
    }

    @Test
    void passesOverHierarchiesThatALaterMountCovers() throws IOException {
        CgroupLayout layout =
                read(ROOT + TMPFS + CPU + MEMORY + UNIFIED + "90 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");

        assertEquals(new Unified(new Hierarchy(Path.of("/sys/fs/cgroup"), "/")), layout);
    }

    @Test
    void prefersTheWholeHierarchyToAPartThatWasBoundElsewhere() throws IOException {
        CgroupLayout layout =
                read(ROOT + "29 22 0:33 /system.slice /mnt/part rw - cgroup cgroup rw,memory\n" + TMPFS + MEMORY);

        assertEquals(Path.of("/sys/fs/cgroup/memory/a/b"), directory(layout, "/a/b"));
    }

    @Test
    void countsAPathFromTheTopWhereOnlyAPartIsMounted() throws IOException {
        CgroupLayout layout = read(ROOT + TMPFS + MEMORY.replace("0:33 / ", "0:33 /docker/4f1 "));

        assertEquals(Path.of("/sys/fs/cgroup/memory/sub"), directory(layout, "/docker/4f1/sub"));
        assertEquals(Path.of("/sys/fs/cgroup/memory/nodens/web"), directory(layout, "/nodens/web"));
    }

    @Test
    void prefersTheHostsMountToTheOneOfTheOwnCgroupNamespace() throws IOException {
        CgroupLayout layout = read(ROOT
                + "30 22 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n"
                + "31 22 0:26 /../../.. /host/cgroup rw - cgroup2 cgroup2 rw\n");

        assertEquals(new Unified(new Hierarchy(Path.of("/host/cgroup"), "/../../..")), layout);
        assertEquals(
                Path.of("/host/cgroup/nodens/web"),
                layout.unified().orElseThrow().directory(new CgroupPath("/nodens/web")));
    }

    @Test
    void findsTheHostsHierarchiesBelowAnotherRoot() throws IOException {
        Path mountinfo = Files.writeString(folder.resolve("mountinfo"), ROOT + TMPFS + MEMORY);

        CgroupLayout layout = CgroupLayout.read(mountinfo, Path.of("/proc/1/root"));

        assertEquals(Path.of("/proc/1/root/sys/fs/cgroup/memory/x"), directory(layout, "/x"));
    }

    @Test
    void readsWhatTheKernelEscapes() throws IOException {
        CgroupLayout layout = read(ROOT + "30 22 0:26 / /mnt/my\\040groups\\134 rw - cgroup2 cgroup2 rw\n");

        assertEquals(Path.of("/mnt/my groups\\"), layout.unified().orElseThrow().mountPoint());
    }

    @Test
    void worksWhereTheRootItselfIsNoMount() throws IOException {
        CgroupLayout layout = read("30 22 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");

        assertEquals(Path.of("/sys/fs/cgroup"), layout.unified().orElseThrow().mountPoint());
    }

    @Test
    void saysSoWhereNoneIsMounted() {
        ContainerException refused = assertThrows(ContainerException.class, () -> read(ROOT + "garbage\n1 2 3 - a\n"));

        assertEquals(ErrorCode.UNSUPPORTED, refused.code());
    }

    private CgroupLayout read(String mountinfo) throws IOException {
        return CgroupLayout.read(Files.writeString(folder.resolve("mountinfo"), mountinfo), Path.of("/"));
    }

    private static Path directory(CgroupLayout layout, String path) {
        return layout.legacy().getFirst().mount().directory(new CgroupPath(path));
    }
}
