package dev.nodens.runtime.plan;

import static dev.nodens.runtime.plan.PlanFixture.CGROUPS;
import static dev.nodens.runtime.plan.PlanFixture.UNIFIED;
import static dev.nodens.runtime.plan.PlanFixture.plan;
import static dev.nodens.runtime.plan.PlanFixture.spec;
import static dev.nodens.runtime.plan.PlanFixture.withLinux;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.OverlayRoot;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.plan.PlanContext.Switches;
import dev.nodens.runtime.plan.RootPlan.DevicePlan;
import dev.nodens.runtime.plan.RootPlan.SymlinkPlan;
import dev.nodens.runtime.spec.LinuxDevice;
import dev.nodens.runtime.spec.Spec;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootPlannerTest {

    @ParameterizedTest
    @CsvSource({
        ",            0x84000,  0",
        "private,     0x40000,  0",
        "rprivate,    0x44000,  0",
        "slave,       0x80000,  0x80000",
        "rslave,      0x84000,  0x84000",
        "shared,      0x100000, 0x100000",
        "rshared,     0x104000, 0x104000",
        "unbindable,  0x40000,  0x20000",
        "runbindable, 0x44000,  0x24000"
    })
    void setsPropagationBeforeTheMountsAndAtTheEnd(@Nullable String name, String before, String atTheEnd) {
        RootPlan root = plan(withLinux(linux -> linux.rootfsPropagation = name)).root();

        assertEquals(Integer.decode(before), root.propagation());
        assertEquals(Integer.decode(atTheEnd), root.finalPropagation());
    }

    @Test
    void refusesAPrivateRootWithoutPivotRoot() {
        PlanContext noPivot = PlanFixture.context(
                PlanFixture.host(UNIFIED), CGROUPS, new Switches(false, List.of("/proc"), true, 0, null));
        Spec spec = withLinux(linux -> linux.rootfsPropagation = "rprivate");

        ContainerException refused =
                assertThrows(ContainerException.class, () -> LaunchPlanner.plan(Mode.RUN, spec, noPivot));

        assertEquals(
                "$.linux.rootfsPropagation: must not be private without pivot_root: the host's mounts would stay reachable",
                refused.getMessage());
    }

    @Test
    void makesAnOverlayOfLayersAndAScratch() {
        PlanContext bound = PlanFixture.context();
        PlanContext context = new PlanContext(
                new ContainerId("web"),
                LaunchOptions.unsupervised(Path.of("/bundle"))
                        .withOverlay(new OverlayRoot(List.of(Path.of("/"), Path.of("/a:b")), Path.of("/var/scratch"))),
                Path.of("/run/web"),
                bound.host(),
                CGROUPS,
                null,
                Switches.DEFAULT);

        RootPlan root = LaunchPlanner.plan(Mode.RUN, spec(), context).root();

        assertEquals("/var/scratch", root.scratch());
        assertEquals("overlay", root.fstype());
        assertEquals(
                List.of(
                        new FilesystemOption("lowerdir", "/:/a\\:b"),
                        new FilesystemOption("upperdir", "/var/scratch/upper"),
                        new FilesystemOption("workdir", "/var/scratch/work")),
                root.options());
        assertNull(plan(spec()).root().scratch());
        assertEquals("", plan(spec()).root().fstype());
    }

    @Test
    void suppliesTheDefaultDevicesAndLinks() {
        RootPlan root = plan(spec()).root();

        assertEquals(
                List.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"),
                root.devices().stream().map(DevicePlan::path).toList());
        assertEquals(
                new DevicePlan(0020666, 1, 3, 0, 0, "/dev/null"), root.devices().getFirst());
        assertEquals(new SymlinkPlan("pts/ptmx", "/dev/ptmx"), root.symlinks().getFirst());
    }

    @Test
    void takesTheSpecsDeviceForADefaultOneOfItsPath() {
        RootPlan root = plan(withLinux(linux -> linux.devices = List.of(
                        new LinuxDevice("/dev/tty", "c", 5, 1, 0100600L, 7L, 8L),
                        new LinuxDevice("/dev/../dev/disk", "b", 8, 0, null, null, null),
                        new LinuxDevice("/run/pipe", "p", 0, 0, 0640L, null, null),
                        new LinuxDevice("/dev/raw", "u", 10, 9, 0L, null, null))))
                .root();

        assertEquals(
                new DevicePlan(0020600, 5, 1, 7, 8, "/dev/tty"), root.devices().get(5));
        assertEquals(
                new DevicePlan(0060666, 8, 0, 0, 0, "/dev/disk"), root.devices().get(6));
        assertEquals(
                new DevicePlan(0010640, 0, 0, 0, 0, "/run/pipe"), root.devices().get(7));
        assertEquals(
                new DevicePlan(0020000, 10, 9, 0, 0, "/dev/raw"), root.devices().get(8));
    }

    @Test
    void hidesAndProtectsPathsAsTheSpecSays() {
        Spec spec = withLinux(linux -> {
            linux.maskedPaths = List.of("/proc/kcore");
            linux.readonlyPaths = List.of("/proc/sys");
        });

        assertEquals(List.of("/proc/kcore"), plan(spec).root().maskedPaths());
        assertEquals(List.of("/proc/sys"), plan(spec).root().readonlyPaths());
    }
}
