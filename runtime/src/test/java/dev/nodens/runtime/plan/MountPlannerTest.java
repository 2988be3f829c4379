package dev.nodens.runtime.plan;

import static dev.nodens.runtime.plan.PlanFixture.CGROUPS;
import static dev.nodens.runtime.plan.PlanFixture.plan;
import static dev.nodens.runtime.plan.PlanFixture.spec;
import static dev.nodens.runtime.plan.PlanFixture.withLinux;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupLayout.V1Hierarchy;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.cgroup.Hierarchy;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.mount.MountAttributes;
import dev.nodens.runtime.mount.MountFlag;
import dev.nodens.runtime.mount.MountKind;
import dev.nodens.runtime.mount.MountPlan;
import dev.nodens.runtime.namespace.IdMapping;
import dev.nodens.runtime.namespace.IdMappings;
import dev.nodens.runtime.plan.PlanContext.Switches;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MountPlannerTest {

    private static final MountAttributes READ_ONLY = new MountAttributes(1, 0);
    private static final List<LinuxIdMapping> MAP = List.of(new LinuxIdMapping(0, 1000, 1));

    @Test
    void keepsTheOrderOfTheSpec() {
        assertEquals(
                List.of("/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys", "/sys/fs/cgroup"),
                plan(spec()).root().mounts().stream().map(MountPlan::target).toList());
    }

    @Test
    void givesAFileSystemItsOwnOptions() {
        MountPlan pts = plan(spec()).root().mounts().get(2);

        assertEquals(MountKind.FILESYSTEM, pts.kind());
        assertEquals("devpts", pts.fstype());
        assertEquals(new MountAttributes(0xa, 0), pts.attributes());
        assertEquals(
                List.of(
                        new FilesystemOption("newinstance", ""),
                        new FilesystemOption("ptmxmode", "0666"),
                        new FilesystemOption("mode", "0620"),
                        new FilesystemOption("gid", "5")),
                pts.options());
    }

    @Test
    void startsARelativeSourceOfABindAtTheBundle() {
        assertEquals("/bundle/data", only(bind("data", "bind")).source());
        assertEquals("/data", only(bind("/data/../data/.", "bind")).source());
        assertEquals("/other", only(bind("../other", "bind")).source());
    }

    @Test
    void startsARelativeDestinationAtTheRootAndNeverLeavesIt() {
        assertEquals(
                "/a/b", only(new Mount("a/b", "none", "/x", List.of("bind"))).target());
        assertEquals(
                "/etc",
                only(new Mount("../../etc/", "none", "/x", List.of("bind"))).target());
    }

    @Test
    void bindsWithoutTheFlagsOfAFileSystem() {
        MountPlan bind = only(bind("/data", "rbind", "ro", "rnosuid", "sync", "rslave"));

        assertEquals(
                new MountPlan(
                        MountKind.BIND,
                        Set.of(MountFlag.RECURSIVE),
                        new MountAttributes(1, 0x20_000e),
                        new MountAttributes(2, 0),
                        0x84000,
                        "/data",
                        "/mnt",
                        "",
                        List.of()),
                bind);
    }

    @Test
    void bindsWithTheFlagsOfItsOptionsAloneOrOfItsSource() {
        assertEquals(
                MountAttributes.NONE, only(bind("/data", "rbind", "rprivate")).attributes());
        assertEquals(
                new MountAttributes(0xa, 0x20_0005),
                only(bind("/data", "bind", "nosuid", "dev", "noexec")).attributes());
    }

    @Test
    void keepsWhatIsLockedInAUserNamespaceUnlessItIsAskedFor() {
        MountPlan bind = plan(withUser(bind("/data", "bind", "nosuid", "exec")))
                .root()
                .mounts()
                .getFirst();
        assertEquals(new MountAttributes(2, 0x20_0008), bind.attributes());
    }

    @Test
    void takesTheTypeBindForTheOption() {
        assertEquals(
                MountKind.BIND,
                only(new Mount("/mnt", "bind", "/data", List.of("ro"))).kind());
    }

    @Test
    void setsASecondPropagationAfterTheFirst() {
        List<MountPlan> mounts = mounts(bind("/data", "bind", "slave", "shared"));

        assertEquals(
                List.of(MountKind.BIND, MountKind.REMOUNT),
                mounts.stream().map(MountPlan::kind).toList());
        assertEquals(
                List.of(0x80000, 0x100000),
                mounts.stream().map(MountPlan::propagation).toList());
    }

    @Test
    void makesATmpfsReadOnlyAfterEverythingElse() {
        List<MountPlan> mounts =
                mounts(new Mount("/scratch", "tmpfs", "tmpfs", List.of("ro", "nosuid")), bind("/data", "bind"));

        assertEquals(
                List.of("/scratch", "/mnt", "/scratch"),
                mounts.stream().map(MountPlan::target).toList());
        assertEquals(new MountAttributes(2, 0), mounts.getFirst().attributes());
        assertEquals(MountKind.REMOUNT, mounts.getLast().kind());
        assertEquals(READ_ONLY, mounts.getLast().attributes());
    }

    @Test
    void makesDevReadOnlyAfterItsDevices() {
        RootPlan root = rootWith(new Mount("/dev", "tmpfs", "tmpfs", List.of("ro")));

        assertEquals(MountAttributes.NONE, root.mounts().getFirst().attributes());
        assertEquals("/dev", root.mounts().getLast().target());
        assertEquals(Set.of(MountFlag.LAST), root.mounts().getLast().flags());
        assertEquals(READ_ONLY, root.mounts().getLast().attributes());
    }

    @Test
    void leavesABoundDevAlone() {
        RootPlan root = rootWith(new Mount("/dev/", "none", "/dev", List.of("rbind")));

        assertEquals(List.of(), root.devices());
        assertEquals(List.of(), root.symlinks());
    }

    @Test
    void asksForAReadOnlySuperblockOfABlockDevice() {
        MountPlan disk = only(new Mount("/mnt", "ext4", "/dev/vdb", List.of("ro", "data=ordered")));

        assertEquals(List.of(new FilesystemOption("ro", ""), new FilesystemOption("data", "ordered")), disk.options());
        assertEquals(
                List.of(),
                only(new Mount("/sys", "sysfs", "sysfs", List.of("ro"))).options());
    }

    @Test
    void mapsIdsAsTheContainersUserNamespaceDoes() {
        Spec spec = withUser(
                bind("/data", "bind", "idmap"),
                new Mount("/mnt2", "none", "/data", List.of("rbind", "ridmap"), MAP, MAP),
                new Mount("/mnt3", "none", "/data", List.of("bind"), MAP, MAP));

        assertEquals(
                List.of(
                        Set.of(MountFlag.IDMAP),
                        Set.of(MountFlag.RECURSIVE, MountFlag.IDMAP_RECURSIVE),
                        Set.of(MountFlag.IDMAP)),
                plan(spec).root().mounts().stream().map(MountPlan::flags).toList());
    }

    @Test
    void mapsIdsAsTheMountSaysWhereThatIsNotWhatTheContainerHas() {
        List<LinuxIdMapping> other = List.of(new LinuxIdMapping(0, 2000, 1));
        IdMappings own = new IdMappings(List.of(new IdMapping(0, 2000, 1)), List.of(new IdMapping(0, 2000, 1)));
        Mount mount = new Mount("/mnt", "none", "/data", List.of("bind"), other, other);

        assertEquals(own, onlyIds(withUser(mount)));
        assertEquals(own, onlyIds(spec().with(spec -> spec.mounts = List.of(mount))));
        assertEquals(
                IdMappings.NONE, onlyIds(withUser(new Mount("/mnt", "bind", "/data", List.of("ridmap"), MAP, MAP))));
    }

    @Test
    void mapsIdsInANamespaceOfTheMountsOwnWhereTheContainerJoinsOne() {
        Spec spec = withLinux(linux -> linux.namespaces =
                        List.of(LinuxNamespace.create("mount"), new LinuxNamespace("user", "/proc/1/ns/user")))
                .with(draft -> {
                    draft.hostname = null;
                    draft.mounts = List.of(new Mount("/mnt", "bind", "/data", List.of("bind"), MAP, MAP));
                });

        assertEquals(NamespacePlanner.mappings(MAP, MAP), onlyIds(spec));
    }

    @Test
    void mapsIdsOfASourceInTheRootInANewUserNamespaceOnly() {
        Mount mount = new Mount("/mnt", "bind", "/bundle/rootfs/data", List.of("bind"), MAP, MAP);
        Spec joining = withLinux(linux -> linux.namespaces =
                        List.of(LinuxNamespace.create("mount"), new LinuxNamespace("user", "/proc/1/ns/user")))
                .with(draft -> {
                    draft.hostname = null;
                    draft.mounts = List.of(mount);
                });

        assertEquals(
                Set.of(MountFlag.IDMAP, MountFlag.SOURCE_IN_ROOT),
                plan(withUser(mount)).root().mounts().getFirst().flags());
        ContainerException refused = assertThrows(ContainerException.class, () -> plan(joining));
        assertEquals(
                "$.mounts[0].source: must not be inside the root where its ids are mapped and the user namespace is one"
                        + " that is there already",
                refused.getMessage());
    }

    @Test
    void takesPathsBelowTheRootOfTheHostAsPathsOfTheContainer() {
        Mount below = new Mount("/bundle/rootfs/mnt/x", "bind", "/bundle/rootfs/data", List.of("rbind"));
        Mount beside = new Mount("/bundle/rootfs-2", "bind", "/bundle/rootfs", List.of("rbind"));

        List<MountPlan> mounts = mounts(below, beside);

        assertEquals("/mnt/x", mounts.getFirst().target());
        assertEquals("/data", mounts.getFirst().source());
        assertEquals(
                Set.of(MountFlag.RECURSIVE, MountFlag.SOURCE_IN_ROOT),
                mounts.getFirst().flags());
        assertEquals("/bundle/rootfs-2", mounts.getLast().target());
        assertEquals("/bundle/rootfs", mounts.getLast().source());
        assertEquals(Set.of(MountFlag.RECURSIVE), mounts.getLast().flags());
    }

    @Test
    void judgesAPathBelowTheRootAsTheContainerHasIt() {
        Mount mount = new Mount("/bundle/rootfs/proc/kcore", "bind", "/data", List.of("bind"));

        ContainerException refused = assertThrows(ContainerException.class, () -> only(mount));

        assertTrue(refused.getMessage().startsWith("$.mounts[0].destination: must not be inside /proc"));
    }

    private static IdMappings onlyIds(Spec spec) {
        return plan(spec).root().mounts().getFirst().ids();
    }

    @Test
    void mountsCgroup2ForAContainerWithACgroupNamespace() {
        MountPlan cgroup = plan(spec()).root().mounts().getLast();

        assertEquals("cgroup2", cgroup.fstype());
        assertEquals(MountKind.FILESYSTEM, cgroup.kind());
        assertEquals(new MountAttributes(0xf, 0x70), cgroup.attributes());
        assertEquals(List.of(), cgroup.options());
    }

    @Test
    void bindsTheContainersOwnCgroupWithoutACgroupNamespace() {
        Spec spec = withLinux(linux -> linux.namespaces = List.of(
                LinuxNamespace.create("mount"), LinuxNamespace.create("uts"), LinuxNamespace.create("network")));

        MountPlan cgroup = plan(spec).root().mounts().getLast();

        assertEquals(MountKind.BIND, cgroup.kind());
        assertEquals("/sys/fs/cgroup/nodens/web", cgroup.source());
    }

    @Test
    void mountsEachHierarchyOfVersion1BelowATmpfs() {
        PlanContext context = PlanFixture.context(PlanFixture.host(hybrid()), CGROUPS, Switches.DEFAULT);

        List<MountPlan> mounts =
                LaunchPlanner.plan(Mode.RUN, spec(), context).root().mounts();
        List<MountPlan> cgroups = mounts.subList(6, mounts.size());

        assertEquals(
                List.of(
                        "/sys/fs/cgroup",
                        "/sys/fs/cgroup/cpu,cpuacct",
                        "/sys/fs/cgroup/cpu",
                        "/sys/fs/cgroup/cpuacct",
                        "/sys/fs/cgroup/systemd",
                        "/sys/fs/cgroup"),
                cgroups.stream().map(MountPlan::target).toList());
        assertEquals("tmpfs", cgroups.getFirst().fstype());
        assertEquals(
                List.of(new FilesystemOption("cpu", ""), new FilesystemOption("cpuacct", "")),
                cgroups.get(2).options());
        assertEquals(
                List.of(new FilesystemOption("name", "systemd")), cgroups.get(4).options());
        assertTrue(cgroups.get(4).attributes().isReadOnly());
        assertEquals(MountKind.REMOUNT, cgroups.getLast().kind());
    }

    @Test
    void bindsTheContainersCgroupsOfVersion1WithoutACgroupNamespace() {
        CgroupPlan own =
                new CgroupPlan(List.of(), List.of(new CgroupRef(1, Path.of("/sys/fs/cgroup/systemd/nodens/web"))));
        PlanContext context = PlanFixture.context(PlanFixture.host(hybrid()), own, Switches.DEFAULT);
        Spec spec = withLinux(linux -> linux.namespaces = List.of(
                LinuxNamespace.create("mount"), LinuxNamespace.create("uts"), LinuxNamespace.create("network")));

        List<MountPlan> mounts =
                LaunchPlanner.plan(Mode.RUN, spec, context).root().mounts();

        assertEquals("/sys/fs/cgroup/systemd/nodens/web", mounts.get(7).source());
        assertEquals("/sys/fs/cgroup/systemd", mounts.get(7).target());
        assertEquals(9, mounts.size());
    }

    private static CgroupLayout hybrid() {
        return new CgroupLayout.Hybrid(
                List.of(
                        new V1Hierarchy(
                                List.of("cpu", "cpuacct"), new Hierarchy(Path.of("/sys/fs/cgroup/cpu,cpuacct"), "/")),
                        new V1Hierarchy(
                                List.of("name=systemd"), new Hierarchy(Path.of("/sys/fs/cgroup/systemd"), "/"))),
                new Hierarchy(Path.of("/sys/fs/cgroup/unified"), "/"));
    }

    private static Mount bind(String source, String... options) {
        return new Mount("/mnt", "none", source, List.of(options));
    }

    private static Spec withUser(Mount... mounts) {
        return withLinux(linux -> {
                    linux.namespaces = List.of(
                            LinuxNamespace.create("mount"),
                            LinuxNamespace.create("uts"),
                            LinuxNamespace.create("user"));
                    linux.uidMappings = MAP;
                    linux.gidMappings = MAP;
                })
                .with(spec -> spec.mounts = List.of(mounts));
    }

    private static RootPlan rootWith(Mount... mounts) {
        return plan(spec().with(spec -> spec.mounts = List.of(mounts))).root();
    }

    private static List<MountPlan> mounts(Mount... mounts) {
        return rootWith(mounts).mounts();
    }

    private static MountPlan only(Mount mount) {
        List<MountPlan> mounts = mounts(mount);
        assertEquals(1, mounts.size());
        return mounts.getFirst();
    }
}
