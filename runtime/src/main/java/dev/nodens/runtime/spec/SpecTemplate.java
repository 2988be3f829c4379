package dev.nodens.runtime.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Configurations to start from: what {@code nodens spec} writes, and the same for one command. */
public final class SpecTemplate {

    private static final List<String> CAPABILITIES = List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE");
    private static final int FILES = 1024;

    private static final List<String> MASKED_PATHS = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware");

    private static final List<String> READONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private SpecTemplate() {}

    /**
     * A container that runs a command in a root file system, without a terminal: new namespaces of every type but user and
     * time, the usual mounts, the root read-only.
     *
     * @param rootfs a directory that holds at least the command, and {@code dev}, {@code proc} and {@code sys} to mount on
     * @param args the program, by absolute path in {@code rootfs} or looked for in {@code PATH}, and its arguments
     */
    public static Spec command(Path rootfs, String... args) {
        Process command = process().with(process -> {
            process.terminal = false;
            process.args = List.of(args);
        });
        return container().with(spec -> {
            spec.process = command;
            spec.root = new Root(rootfs.toString(), true);
        });
    }

    /** For root: a shell on a terminal, in a root called {@code rootfs} beside the configuration. */
    public static Spec container() {
        return Spec.empty().with(spec -> {
            spec.process = process();
            spec.root = new Root("rootfs", true);
            spec.hostname = "nodens";
            spec.mounts = mounts();
            spec.linux = Linux.empty().with(linux -> {
                linux.namespaces = namespaces("pid", "network", "ipc", "uts", "mount", "cgroup");
                linux.maskedPaths = MASKED_PATHS;
                linux.readonlyPaths = READONLY_PATHS;
                linux.resources = LinuxResources.empty()
                        .with(limits -> limits.devices =
                                List.of(new LinuxResources.DeviceRule(false, null, null, null, "rwm")));
            });
        });
    }

    /** For a user without rights, who is root inside: no network, limits or ids but that user's own. */
    public static Spec rootless(long uid, long gid) {
        Spec forRoot = container();
        return forRoot.with(spec -> {
            spec.mounts =
                    forRoot.mounts().stream().map(SpecTemplate::withoutRights).toList();
            spec.linux = Linux.empty().with(linux -> {
                linux.namespaces = namespaces("pid", "ipc", "uts", "mount", "cgroup", "user");
                linux.uidMappings = List.of(new LinuxIdMapping(0, uid, 1));
                linux.gidMappings = List.of(new LinuxIdMapping(0, gid, 1));
                linux.maskedPaths = MASKED_PATHS;
                linux.readonlyPaths = READONLY_PATHS;
            });
        });
    }

    private static Process process() {
        return Process.of(List.of("sh")).with(process -> {
            process.terminal = true;
            process.env = List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm");
            process.capabilities = new Capabilities(CAPABILITIES, CAPABILITIES, List.of(), CAPABILITIES, List.of());
            process.rlimits = List.of(new Rlimit("RLIMIT_NOFILE", FILES, FILES));
            process.noNewPrivileges = true;
        });
    }

    private static List<Mount> mounts() {
        return List.of(
                new Mount("/proc", "proc", "proc", List.of()),
                new Mount("/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
                new Mount(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")),
                new Mount("/dev/shm", "tmpfs", "shm", List.of("nosuid", "noexec", "nodev", "mode=1777", "size=65536k")),
                new Mount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
                new Mount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro")),
                new Mount(
                        "/sys/fs/cgroup", "cgroup", "cgroup", List.of("nosuid", "noexec", "nodev", "relatime", "ro")));
    }

    /** A sysfs needs a network namespace of one's own, and an id that is not mapped can't own anything. */
    private static Mount withoutRights(Mount mount) {
        if (mount.destination().equals("/sys")) {
            return new Mount("/sys", "none", "/sys", List.of("rbind", "nosuid", "noexec", "nodev", "ro"));
        }
        List<String> options = new ArrayList<>(mount.options());
        options.removeIf(option -> option.startsWith("gid=") || option.startsWith("uid="));
        return new Mount(
                mount.destination(), mount.type(), mount.source(), options, mount.uidMappings(), mount.gidMappings());
    }

    private static List<LinuxNamespace> namespaces(String... types) {
        return List.of(types).stream().map(LinuxNamespace::create).toList();
    }
}
