package dev.nodens.tests.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.BlockIo;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.ThrottleDevice;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.tests.harness.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kernel makes of limits where v2 has the controllers; {@code tests/guest/run} brings such a kernel. */
@RequiresRoot
class V2LimitsTest {

    private static final long MB = 1 << 20;
    private static final LinuxResources NONE = LinuxResources.empty();

    private final CgroupFs cgroups =
            new CgroupFs(CgroupLayout.read(Path.of("/proc/self/mountinfo"), Path.of("/")), Syscalls.linux());
    private final CgroupPath path =
            CgroupPath.CONTAINERS.child("v2-" + ProcessHandle.current().pid());

    @AfterEach
    void removeEverything() {
        cgroups.open(path).destroy();
        cgroups.close();
    }

    @Test
    void raiseAndLowerMemoryAndSwap() throws IOException {
        Cgroup cgroup = create("memory", memory(30 * MB, 10 * MB, 50 * MB));
        assertEquals(30 * MB + " " + 10 * MB, read(cgroup, "memory.max", "memory.low"));
        assertEquals(Long.toString(20 * MB), read(cgroup, "memory.swap.max"), "swap alone, and not with memory");

        cgroup.apply(memory(60 * MB, null, 60 * MB));
        assertEquals(60 * MB + " 0 " + 10 * MB, read(cgroup, "memory.max", "memory.swap.max", "memory.low"));

        cgroup.apply(memory(-1L, null, -1L));
        assertEquals("max max", read(cgroup, "memory.max", "memory.swap.max"));
    }

    @Test
    void shareProcessorsByWeightQuotaAndBurst() throws IOException {
        Cgroup cgroup = create("cpu", cpu(new Cpu(2048L, 500_000L, 10_000L, 1_000_000L, null, null, null, null, null)));
        assertEquals("500000 1000000", read(cgroup, "cpu.max"));
        assertEquals("10000", read(cgroup, "cpu.max.burst"));

        cgroup.apply(cpu(new Cpu(null, 3_000L, 0L, 10_000L, null, null, null, null, null)));
        assertEquals("3000 10000", read(cgroup, "cpu.max"));
        cgroup.apply(cpu(new Cpu(null, -1L, null, null, null, null, null, null, null)));
        assertEquals("max 10000", read(cgroup, "cpu.max"));
        cgroup.apply(cpu(new Cpu(null, null, null, null, null, null, null, null, 1L)));
        assertEquals("1", read(cgroup, "cpu.idle"));
    }

    @Test
    void keepToProcessorsAndMemoryNodes() throws IOException {
        Cgroup cgroup = create("cpuset", cpu(new Cpu(null, null, null, null, null, null, "0", "0", null)));
        assertEquals("0 0", read(cgroup, "cpuset.cpus.effective", "cpuset.mems.effective"));
    }

    @Test
    void throttleADevice() throws IOException {
        String device = aDisk();
        long major = Long.parseLong(device.split(":")[0]);
        long minor = Long.parseLong(device.split(":")[1]);
        List<ThrottleDevice> bytes = List.of(new ThrottleDevice(major, minor, MB));
        List<ThrottleDevice> operations = List.of(new ThrottleDevice(major, minor, 100L));
        Cgroup cgroup = create(
                "io",
                NONE.with(
                        r -> r.blockIO = new BlockIo(null, null, List.of(), bytes, List.of(), operations, List.of())));
        assertEquals(device + " rbps=1048576 wbps=max riops=100 wiops=max", read(cgroup, "io.max"));
    }

    @Test
    void takeFilesByTheirNames() throws IOException {
        Cgroup cgroup = create(
                "memory", NONE.with(r -> r.unified = Map.of("memory.high", Long.toString(20 * MB), "pids.max", "7")));
        assertEquals(20 * MB + " 7", read(cgroup, "memory.high", "pids.max"));
    }

    private Cgroup create(String controller, LinuxResources resources) throws IOException {
        Path controllers = Path.of("/sys/fs/cgroup/cgroup.controllers");
        assumeTrue(
                Files.exists(controllers)
                        && List.of(Files.readString(controllers).strip().split(" "))
                                .contains(controller),
                "v2 with " + controller);
        return cgroups.create(path, resources);
    }

    /** The number of one, such as {@code 254:0}. */
    private static String aDisk() throws IOException {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            List<Path> disks = devices.filter(device -> Files.exists(device.resolve("device")))
                    .toList();
            assumeTrue(!disks.isEmpty(), "a disk");
            return Files.readString(disks.getFirst().resolve("dev")).strip();
        }
    }

    private static LinuxResources memory(Long limit, @Nullable Long reservation, Long swap) {
        return NONE.with(r -> r.memory = new Memory(limit, reservation, swap, null, null, null, null, null, null));
    }

    private static LinuxResources cpu(Cpu cpu) {
        return NONE.with(r -> r.cpu = cpu);
    }

    private static String read(Cgroup cgroup, String... names) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            all.append(Files.readString(cgroup.refs().getFirst().path().resolve(name))
                            .strip())
                    .append(' ');
        }
        return all.toString().strip();
    }
}
