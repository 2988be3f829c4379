package dev.nodens.runtime.bootstrap;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions.LogOptions;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.capability.CapabilitySet;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.mount.MountAttributes;
import dev.nodens.runtime.mount.MountFlag;
import dev.nodens.runtime.mount.MountKind;
import dev.nodens.runtime.mount.MountPlan;
import dev.nodens.runtime.namespace.IdMapping;
import dev.nodens.runtime.namespace.IdMappings;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.namespace.TimeOffsets;
import dev.nodens.runtime.plan.CgroupPlan;
import dev.nodens.runtime.plan.HookPlan;
import dev.nodens.runtime.plan.LaunchPlan;
import dev.nodens.runtime.plan.Mode;
import dev.nodens.runtime.plan.NamespacePlan;
import dev.nodens.runtime.plan.ProcessPlan;
import dev.nodens.runtime.plan.RootPlan;
import dev.nodens.runtime.plan.SchedulingPlan;
import dev.nodens.runtime.plan.StreamPlan;
import dev.nodens.runtime.scheduling.NumberSet;
import dev.nodens.runtime.seccomp.SeccompProgram;
import dev.nodens.runtime.spec.User;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The plans whose messages are written down as golden vectors, each named as its file. */
final class Plans {

    private static final LogOptions LOG =
            new LogOptions(Path.of("/var/log/nodens/c1.log"), 1_048_576, 5, LogOptions.WhenFull.DROP_OLDEST);

    private Plans() {}

    static Map<String, LaunchPlan> byName() {
        return Map.of(
                "run-smallest", smallest(List.of("/bin/true")),
                "run-everything", everything(),
                "exec-joins-all", exec(),
                "run-host-root", hostRoot(),
                "exec-host-root", execInHostRoot(),
                "run-long-argument", smallest(List.of("/bin/echo", "a".repeat(65_530))));
    }

    static LaunchPlan smallest(List<String> args) {
        return new LaunchPlan(
                Mode.RUN,
                Supervision.NONE,
                new ContainerId("c1"),
                Path.of("/run/nodens/containers/c1"),
                namespaces(Namespaces.of(Namespace.create(NamespaceType.MOUNT), Namespace.create(NamespaceType.PID))),
                CgroupPlan.NONE,
                new StreamPlan(null, null, null, StreamPlan.StdinSource.INHERIT, 0),
                null,
                null,
                process(args),
                HookPlan.NONE);
    }

    private static LaunchPlan hostRoot() {
        RootPlan root = new RootPlan(
                null,
                0,
                0,
                false,
                false,
                true,
                List.of(),
                "/srv/root",
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        return inHost(Mode.RUN, root, null);
    }

    private static LaunchPlan execInHostRoot() {
        return inHost(Mode.EXEC, null, "/proc/77/root");
    }

    private static LaunchPlan inHost(Mode mode, @Nullable RootPlan root, @Nullable String rootOf) {
        return new LaunchPlan(
                mode,
                Supervision.NONE,
                new ContainerId("c1"),
                Path.of("/run/nodens/containers/c1"),
                namespaces(Namespaces.of()),
                CgroupPlan.NONE,
                new StreamPlan(null, null, null, StreamPlan.StdinSource.INHERIT, 0),
                root,
                rootOf,
                process(List.of("/bin/true")),
                HookPlan.NONE);
    }

    private static LaunchPlan exec() {
        return new LaunchPlan(
                Mode.EXEC,
                Supervision.FOREGROUND,
                new ContainerId("c1"),
                Path.of("/run/nodens/containers/c1"),
                namespaces(Namespaces.of(
                        Namespace.join(NamespaceType.MOUNT, "/proc/77/ns/mnt"),
                        Namespace.join(NamespaceType.USER, "/proc/77/ns/user"),
                        Namespace.join(NamespaceType.NETWORK, "/proc/77/ns/net"))),
                new CgroupPlan(List.of(), List.of(new CgroupRef(2, Path.of("/sys/fs/cgroup/nodens/c1")))),
                new StreamPlan(new StreamPlan.Terminal(24, 80), 3, null, StreamPlan.StdinSource.INHERIT, 0),
                null,
                null,
                process(List.of("sh", "-c", "exit 3")),
                HookPlan.NONE);
    }

    private static NamespacePlan namespaces(Namespaces namespaces) {
        return new NamespacePlan(
                namespaces,
                List.of(),
                IdMappings.NONE,
                false,
                false,
                NamespacePlan.MapTools.NONE,
                TimeOffsets.NONE,
                null,
                null,
                List.of(),
                false,
                List.of());
    }

    private static ProcessPlan process(List<String> args) {
        ProcessPlan.Capabilities none = new ProcessPlan.Capabilities(
                CapabilitySet.EMPTY,
                CapabilitySet.EMPTY,
                CapabilitySet.EMPTY,
                CapabilitySet.EMPTY,
                CapabilitySet.EMPTY);
        return new ProcessPlan(
                args,
                List.of("PATH=/bin"),
                "/",
                User.ROOT,
                none,
                false,
                List.of(),
                null,
                null,
                false,
                null,
                SchedulingPlan.INHERITED,
                List.of(),
                false);
    }

    static LaunchPlan everything() {
        return new LaunchPlan(
                Mode.CREATE,
                Supervision.RESIDENT,
                new ContainerId("everything"),
                Path.of("/run/nodens/containers/everything"),
                everyNamespace(),
                new CgroupPlan(
                        List.of(
                                new CgroupRef(2, Path.of("/sys/fs/cgroup/unified/nodens.monitors")),
                                new CgroupRef(1, Path.of("/sys/fs/cgroup/pids/nodens.monitors"))),
                        List.of(new CgroupRef(2, Path.of("/sys/fs/cgroup/unified/nodens/everything")))),
                new StreamPlan(null, null, LOG, StreamPlan.StdinSource.ATTACHED, 2),
                root(),
                null,
                everyProcessField(),
                hooks());
    }

    private static HookPlan hooks() {
        return new HookPlan(
                List.of(new HookPlan.PlannedHook(
                        HookPlan.Moment.CREATE_CONTAINER,
                        5,
                        "createContainer[0]",
                        "/bin/hook",
                        List.of("hook", ""),
                        List.of("A=1"))),
                List.of(new HookPlan.StateText(HookPlan.Moment.CREATE_CONTAINER, "{\"pid\":", "}")),
                new HookPlan.Outputs("/var/log/hooks", "/var/log/hook-errors"),
                true,
                "/srv/rootfs");
    }

    private static NamespacePlan everyNamespace() {
        return new NamespacePlan(
                Namespaces.of(
                        Namespace.create(NamespaceType.USER),
                        Namespace.create(NamespaceType.MOUNT),
                        Namespace.create(NamespaceType.TIME),
                        Namespace.create(NamespaceType.UTS),
                        Namespace.join(NamespaceType.PID, "/proc/1/ns/pid"),
                        Namespace.join(NamespaceType.NETWORK, "/run/netns/blue")),
                List.of(Namespace.join(NamespaceType.MOUNT, "/proc/1/ns/mnt")),
                new IdMappings(List.of(new IdMapping(0, 100_000, 65_536)), List.of(new IdMapping(0, 100_000, 65_536))),
                true,
                true,
                new NamespacePlan.MapTools("/usr/bin/newuidmap", "/usr/bin/newgidmap"),
                new TimeOffsets(Map.of("boottime", new TimeOffsets.Offset(86_400, 1))),
                "host-é",
                "domain",
                List.of(new NamespacePlan.Sysctl("net/ipv4/ip_forward", "1")),
                true,
                List.of(new NamespacePlan.NetDevice("eth1", "eth0")));
    }

    private static RootPlan root() {
        MountPlan proc = new MountPlan(
                MountKind.FILESYSTEM,
                Set.of(),
                new MountAttributes(0xe, 0),
                MountAttributes.NONE,
                0,
                "proc",
                "/proc",
                "proc",
                List.of(new FilesystemOption("hidepid", "2"), new FilesystemOption("ro", "")));
        MountPlan data = new MountPlan(
                MountKind.BIND,
                Set.of(MountFlag.RECURSIVE, MountFlag.IDMAP),
                new MountAttributes(0x1, 0x10),
                new MountAttributes(0x2, 0x4),
                0x84000,
                new IdMappings(List.of(new IdMapping(0, 5, 1)), List.of(new IdMapping(0, 6, 1))),
                "/srv/data",
                "/data",
                "",
                List.of());
        return new RootPlan(
                "/run/nodens/scratch",
                0x84000,
                0x40000,
                true,
                true,
                false,
                List.of(),
                "overlay",
                "overlay",
                List.of(new FilesystemOption("lowerdir", "/a:/b")),
                List.of(proc, data),
                List.of(new RootPlan.DevicePlan(0x21b6, 1, 3, 0, 4_294_967_294L, "/dev/null")),
                List.of(new RootPlan.SymlinkPlan("/proc/self/fd", "/dev/fd")),
                List.of("/proc/kcore"),
                List.of("/proc/sys"));
    }

    private static ProcessPlan everyProcessField() {
        return new ProcessPlan(
                List.of("redis-server", ""),
                List.of("A=1", "B="),
                "/data",
                new User(999, 4_294_967_294L, 0077, List.of(10L, 20L)),
                new ProcessPlan.Capabilities(
                        new CapabilitySet(0x1ffffffffffL),
                        new CapabilitySet(2),
                        new CapabilitySet(3),
                        new CapabilitySet(4),
                        new CapabilitySet(5)),
                true,
                List.of(new ProcessPlan.ResourceLimit(7, 1024, -1)),
                -500,
                new SeccompProgram(2, new byte[] {6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f}),
                true,
                8,
                new SchedulingPlan(
                        Optional.of(new SchedulingPlan.Attributes(6, 1, -5, 0, 1_000_000, 2_000_000, 4_000_000)),
                        Optional.of(0x4003),
                        NumberSet.parse("0"),
                        NumberSet.parse("1,64"),
                        Optional.of(new SchedulingPlan.MemoryPolicy(0x8002, NumberSet.parse("0")))),
                List.of(new ProcessPlan.ExecLabel("apparmor/exec", "exec acme")),
                true);
    }
}
