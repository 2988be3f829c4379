package dev.nodens.tests.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.HugepageLimit;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.Pids;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.tests.harness.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits that bound each other, up and down, on the kernel that runs. */
@RequiresRoot
class LimitChangesTest {

    private static final long MB = 1 << 20;

    private final CgroupFs cgroups =
            new CgroupFs(CgroupLayout.read(Path.of("/proc/self/mountinfo"), Path.of("/")), Syscalls.linux());
    private final CgroupPath path =
            CgroupPath.CONTAINERS.child("limits-" + ProcessHandle.current().pid());

    @AfterEach
    void removeEverything() {
        cgroups.open(path).destroy();
        cgroups.close();
    }

    @Test
    void raiseAndLowerMemoryTogetherWithSwap() throws IOException {
        Cgroup cgroup = cgroups.create(path, memory(30 * MB, 50 * MB));
        assumeTrue(file(cgroup, "memory.memsw.limit_in_bytes") != null, "v1 with swap accounting");

        for (long[] limits : new long[][] {{60, 80}, {20, 25}, {100, 100}, {-1, -1}, {10, 20}}) {
            cgroup.apply(memory(limits[0] < 0 ? -1 : limits[0] * MB, limits[1] < 0 ? -1 : limits[1] * MB));
            if (limits[0] > 0) {
                assertEquals(Long.toString(limits[0] * MB), read(cgroup, "memory.limit_in_bytes"));
                assertEquals(Long.toString(limits[1] * MB), read(cgroup, "memory.memsw.limit_in_bytes"));
            }
        }
    }

    @Test
    void shrinkThePeriodBelowTheQuotaOfOld() throws IOException {
        Cgroup cgroup = cgroups.create(path, cpu(500_000L, 1_000_000L));
        assumeTrue(file(cgroup, "cpu.cfs_quota_us") != null, "v1");

        cgroup.apply(cpu(null, 900_000L));
        assertEquals("500000", read(cgroup, "cpu.cfs_quota_us"));
        cgroup.apply(cpu(3_000L, 10_000L));
        assertEquals("3000", read(cgroup, "cpu.cfs_quota_us"));
        assertEquals("10000", read(cgroup, "cpu.cfs_period_us"));
        cgroup.apply(cpu(-1L, null));
        assertEquals("-1", read(cgroup, "cpu.cfs_quota_us"));
    }

    @Test
    void takeZeroPidsForOneAndMinusOneForAll() throws IOException {
        Cgroup cgroup = cgroups.create(path, pids(0));
        assertEquals("1", read(cgroup, "pids.max"));

        cgroup.apply(pids(-1));
        assertEquals("max", read(cgroup, "pids.max"));
    }

    @Test
    void setHugePagesWhereverTheirControllerIs() throws IOException {
        Cgroup cgroup = cgroups.create(
                path, LinuxResources.empty().with(r -> r.hugepageLimits = List.of(new HugepageLimit("2MB", 2 * MB))));

        Path v2 = file(cgroup, "hugetlb.2MB.max");
        assertEquals(
                Long.toString(2 * MB),
                v2 == null
                        ? read(cgroup, "hugetlb.2MB.limit_in_bytes")
                        : Files.readString(v2).strip());
    }

    @Test
    void leaveNothingOfACgroupWhereOneIsRefused() {
        for (LinuxResources refused : List.of(
                cpu(1L, 100_000L),
                LinuxResources.empty()
                        .with(r -> r.cpu = new Cpu(null, null, null, null, null, null, "x", null, null)))) {
            assertThrows(ContainerException.class, () -> cgroups.create(path, refused));
            assertEquals(
                    List.of(),
                    cgroups.open(path).refs().stream()
                            .map(CgroupRef::path)
                            .filter(Files::exists)
                            .toList());
        }
    }

    private static LinuxResources memory(long limit, long swap) {
        return LinuxResources.empty()
                .with(r -> r.memory = new Memory(limit, null, swap, null, null, null, null, null, null));
    }

    private static LinuxResources cpu(@Nullable Long quota, @Nullable Long period) {
        return LinuxResources.empty()
                .with(r -> r.cpu = new Cpu(null, quota, null, period, null, null, null, null, null));
    }

    private static LinuxResources pids(long limit) {
        return LinuxResources.empty().with(r -> r.pids = new Pids(limit));
    }

    private static String read(Cgroup cgroup, String name) throws IOException {
        Path file = file(cgroup, name);
        return file == null ? "no such file" : Files.readString(file).strip();
    }

    private static @Nullable Path file(Cgroup cgroup, String name) {
        return cgroup.refs().stream()
                .map(ref -> ref.path().resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }
}
