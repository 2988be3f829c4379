package dev.nodens.runtime.plan;

import static dev.nodens.runtime.plan.PlanFixture.ALL;
import static dev.nodens.runtime.plan.PlanFixture.CGROUPS;
import static dev.nodens.runtime.plan.PlanFixture.UNIFIED;
import static dev.nodens.runtime.plan.PlanFixture.context;
import static dev.nodens.runtime.plan.PlanFixture.plan;
import static dev.nodens.runtime.plan.PlanFixture.spec;
import static dev.nodens.runtime.plan.PlanFixture.withLinux;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions.WhenFull;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.mount.MountPlan;
import dev.nodens.runtime.namespace.IdMapping;
import dev.nodens.runtime.namespace.IdMappings;
import dev.nodens.runtime.plan.NamespacePlan.Sysctl;
import dev.nodens.runtime.plan.PlanContext.Switches;
import dev.nodens.runtime.plan.StreamPlan.StdinSource;
import dev.nodens.runtime.plan.StreamPlan.Terminal;
import dev.nodens.runtime.scheduling.NumberSet;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxIntelRdt;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.LinuxPersonality;
import dev.nodens.runtime.spec.LinuxTimeOffset;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Root;
import dev.nodens.runtime.spec.Scheduler;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LaunchPlannerTest {

    @Test
    void plansAConfigOfAnOldVersionUnchanged() throws IOException {
        LaunchPlan plan;
        try (InputStream in = LaunchPlannerTest.class.getResourceAsStream("/spec/version-0.4.0.json")) {
            plan = plan(SpecReader.parse("config.json", in.readAllBytes()));
        }

        assertEquals(0x2c02_0000, plan.namespaces().namespaces().cloneFlags());
        assertEquals("runc", plan.namespaces().hostname());
        assertFalse(plan.namespaces().loopback());
        assertEquals("/bundle/rootfs", plan.root().source());
        assertTrue(plan.root().readonly());
        assertEquals(new Terminal(0, 0), plan.streams().terminal());
        assertEquals(0x2000_0420, plan.process().capabilities().bounding().mask());
        assertEquals(0, plan.process().capabilities().inheritable().mask());
        assertTrue(plan.process().noNewPrivileges());
    }

    @Test
    void saysTheMapsOfAUserNamespaceThatItMakesOrThatItJoins() {
        List<LinuxIdMapping> map = List.of(new LinuxIdMapping(0, 100_000, 65_536));
        Spec joined = withLinux(linux -> {
            linux.namespaces =
                    List.of(LinuxNamespace.create("mount"), new LinuxNamespace("user", "/proc/1/ns/user"), uts());
            linux.uidMappings = map;
            linux.gidMappings = map;
        });
        Spec created = joined.with(spec -> spec.linux = joined.linux()
                .with(linux -> linux.namespaces =
                        List.of(LinuxNamespace.create("mount"), LinuxNamespace.create("user"), uts())));

        assertEquals(
                plan(created).namespaces().idMappings(),
                plan(joined).namespaces().idMappings());
        assertFalse(plan(joined).namespaces().keepSetgroups());
        List<IdMapping> planned = List.of(new IdMapping(0, 100_000, 65_536));
        assertEquals(
                new IdMappings(planned, planned), plan(created).namespaces().idMappings());
        assertTrue(plan(created).namespaces().keepSetgroups());
    }

    @Test
    void bringsLoopbackUpInANewNetworkNamespaceOnly() {
        Spec joined = withLinux(linux -> linux.namespaces =
                List.of(LinuxNamespace.create("mount"), new LinuxNamespace("network", "/proc/1/ns/net"), uts()));

        assertTrue(plan(spec()).namespaces().loopback());
        assertFalse(plan(joined).namespaces().loopback());
    }

    @Test
    void saysTimeOffsetsOfANewTimeNamespace() {
        Spec spec = withLinux(linux -> {
            linux.namespaces = List.of(LinuxNamespace.create("mount"), LinuxNamespace.create("time"), uts());
            linux.timeOffsets =
                    Map.of("monotonic", new LinuxTimeOffset(172_800, 5), "boottime", new LinuxTimeOffset(-1, 0));
        });

        assertEquals(
                "boottime -1 0\nmonotonic 172800 5\n",
                plan(spec).namespaces().timeOffsets().lines());
    }

    @Test
    void namesSysctlsByPath() {
        Spec spec = withLinux(linux -> linux.sysctl = Map.of("net.ipv4.conf.eth0/1.forwarding", "1"));

        assertEquals(
                List.of(new Sysctl("net/ipv4/conf/eth0.1/forwarding", "1")),
                plan(spec).namespaces().sysctls());
    }

    @Test
    void makesNoRootWithoutAMountNamespaceOfItsOwn() {
        Spec spec = Spec.empty().with(draft -> {
            draft.process = Process.of(List.of("true"));
            draft.root = new Root("/", false);
            draft.linux = Linux.empty()
                    .with(linux -> linux.namespaces = List.of(
                            new LinuxNamespace("mount", "/proc/7/ns/mnt"),
                            new LinuxNamespace("pid", "/proc/7/ns/pid")));
        });

        LaunchPlan plan = plan(spec);

        assertNull(plan.root());
        assertEquals(
                "pid:/proc/7/ns/pid,mnt:/proc/7/ns/mnt",
                plan.namespaces().namespaces().joinedPaths());
    }

    @Test
    void joinsEveryNamespaceOfTheContainerForAnExec() {
        Spec spec = withLinux(linux -> linux.namespaces =
                List.of(LinuxNamespace.create("mount"), new LinuxNamespace("pid", "/proc/1/ns/pid"), uts()));

        LaunchPlan plan = LaunchPlanner.planExec(spec, Process.of(List.of("ps")), 42, context());

        assertEquals(Mode.EXEC, plan.mode());
        assertEquals(0, plan.namespaces().namespaces().cloneFlags());
        assertEquals(
                "uts:/proc/42/ns/uts,pid:/proc/42/ns/pid,mnt:/proc/42/ns/mnt",
                plan.namespaces().namespaces().joinedPaths());
        assertNull(plan.root());
        assertNull(plan.namespaces().hostname());
    }

    @Test
    void takesStandardInputFromWhereTheMonitorHasIt() {
        LogOptions log = new LogOptions(Path.of("/var/log/web"), 0, 1, WhenFull.BLOCK);
        PlanContext resident = new PlanContext(
                new ContainerId("web"),
                LaunchOptions.resident(log),
                Path.of("/run/web"),
                context().host(),
                CgroupPlan.NONE,
                null,
                Switches.DEFAULT);
        Spec spec = spec().with(draft -> draft.root = new Root("/images/web", false));

        LaunchPlan plan = LaunchPlanner.plan(Mode.RUN, spec, resident);

        assertEquals(StdinSource.NULL_DEVICE, plan.streams().stdin());
        assertEquals(log, plan.streams().log());
        assertEquals(Supervision.RESIDENT, plan.supervision());
        assertEquals(StdinSource.INHERIT, plan(spec()).streams().stdin());
    }

    @Test
    void wantsABundleForARelativeRoot() {
        LogOptions log = new LogOptions(Path.of("/var/log/web"), 0, 1, WhenFull.BLOCK);
        PlanContext context = new PlanContext(
                new ContainerId("web"),
                LaunchOptions.resident(log),
                Path.of("/run/web"),
                context().host(),
                CgroupPlan.NONE,
                null,
                Switches.DEFAULT);

        ContainerException refused =
                assertThrows(ContainerException.class, () -> LaunchPlanner.plan(Mode.RUN, spec(), context));

        assertEquals("$.root.path: must be absolute where there is no bundle, found \"rootfs\"", refused.getMessage());
    }

    @Test
    void translatesThePersonality() {
        assertNull(plan(spec()).process().personality());
        assertEquals(8, personality("LINUX32"));
        assertEquals(0, personality("LINUX"));
    }

    private static Integer personality(String domain) {
        return plan(withLinux(linux -> linux.personality = new LinuxPersonality(domain, List.of())))
                .process()
                .personality();
    }

    @ParameterizedTest
    @MethodSource("notOnThisHost")
    void refusesWhatThisHostHasNot(String message, Spec spec) {
        ContainerException refused = assertThrows(ContainerException.class, () -> plan(spec));

        assertEquals(ErrorCode.UNSUPPORTED, refused.code());
        assertEquals(message, refused.getMessage());
    }

    static Stream<Arguments> notOnThisHost() {
        return Stream.of(
                withProcess(
                        "$.process.apparmorProfile: this kernel has no AppArmor, or it is turned off",
                        process -> process.apparmorProfile = "acme"),
                withProcess(
                        "$.process.selinuxLabel: this kernel has no SELinux, or it is turned off",
                        process -> process.selinuxLabel = "a:b:c"),
                Arguments.of(
                        "$.linux.mountLabel: this kernel has no SELinux, or it is turned off",
                        withLinux(linux -> linux.mountLabel = "a:b:c")),
                Arguments.of(
                        "$.linux.intelRdt: this host has no resctrl that containers are put in",
                        withLinux(linux -> linux.intelRdt = new LinuxIntelRdt("a", List.of(), null, null, false))));
    }

    @Test
    void tellsSecurityModulesOfTheProgramAndOfItsFiles() {
        Spec spec = withLinux(linux -> linux.mountLabel = "system_u:object_r:container_file_t:s0")
                .with(draft -> draft.process = draft.process.with(process -> {
                    process.apparmorProfile = "acme";
                    process.selinuxLabel = "system_u:system_r:container_t:s0";
                }));
        Host labelling = new Host(Optional.empty(), ALL, ALL, UNIFIED, EnumSet.allOf(SecurityModule.class), List.of());
        LaunchPlan plan = LaunchPlanner.plan(
                Mode.RUN, spec, PlanFixture.context(labelling, CGROUPS, PlanContext.Switches.DEFAULT));

        assertEquals(
                List.of(
                        new ProcessPlan.ExecLabel("apparmor/exec", "exec acme"),
                        new ProcessPlan.ExecLabel("exec", "system_u:system_r:container_t:s0")),
                plan.process().labels());
        assertEquals(
                List.of("/dev", "/dev/pts", "/dev/shm"),
                plan.root().mounts().stream()
                        .filter(mount -> mount.options().stream()
                                .anyMatch(option -> option.key().equals("context")))
                        .map(MountPlan::target)
                        .toList());
    }

    @Test
    void asksForTheHomeDirectoryWhereTheSpecHasNone() {
        ProcessPlan without = plan(spec()).process();
        ProcessPlan with = plan(spec().with(spec ->
                        spec.process = spec.process.with(process -> process.env = List.of("HOME=/srv"))))
                .process();

        assertTrue(without.homeFromPasswd());
        assertEquals("HOME=/", without.env().getLast());
        assertFalse(with.homeFromPasswd());
        assertEquals(List.of("HOME=/srv"), with.env());
    }

    @Test
    void givesAnExecWhatItsContainerHasAndItDoesNotSay() {
        Scheduler batch = new Scheduler("SCHED_BATCH", 5, 0, List.of(), 0, 0, 0);
        Spec spec = spec().with(draft -> draft.process = draft.process.with(process -> {
            process.scheduler = batch;
            process.ioPriority = new Process.IoPriority("IOPRIO_CLASS_BE", 4);
            process.execCPUAffinity = new Process.CpuAffinity("0", "1");
        }));
        Process exec = Process.of(List.of("true"))
                .with(process -> process.ioPriority = new Process.IoPriority("IOPRIO_CLASS_IDLE", 0));

        SchedulingPlan plan = LaunchPlanner.planExec(spec, exec, 7, PlanFixture.context())
                .process()
                .scheduling();

        assertEquals(5, plan.scheduler().orElseThrow().nice());
        assertEquals(3 << 13, plan.ioPriority().orElseThrow());
        assertEquals(NumberSet.parse("1"), plan.finalCpus());
        assertEquals(SchedulingPlan.INHERITED, plan(spec()).process().scheduling());
    }

    private static Arguments withProcess(String field, Consumer<Process.Draft> change) {
        return Arguments.of(
                field, spec().with(spec -> spec.process = spec().process().with(change)));
    }

    private static LinuxNamespace uts() {
        return LinuxNamespace.create("uts");
    }
}
