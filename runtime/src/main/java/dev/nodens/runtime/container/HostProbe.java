package dev.nodens.runtime.container;

import dev.nodens.runtime.capability.CapabilitySet;
import dev.nodens.runtime.cgroup.CgroupHome;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.MountEntry;
import dev.nodens.runtime.cgroup.MountTable;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.plan.Host;
import dev.nodens.runtime.plan.OrdinaryUser;
import dev.nodens.runtime.plan.SecurityModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks once at what the machine is, and at what this process may do on it. */
final class HostProbe {

    private static final Path LAST_CAPABILITY = Path.of("/proc/sys/kernel/cap_last_cap");
    private static final Path STATUS = Path.of("/proc/self/status");

    private static final Path APPARMOR = Path.of("/sys/module/apparmor/parameters/enabled");
    private static final Path SELINUX = Path.of("/sys/fs/selinux/enforce");
    private static final Path UID_MAP = Path.of("/proc/self/uid_map");
    private static final Path SCORE = Path.of("/proc/self/oom_score_adj");
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path MEMBERSHIP = Path.of("/proc/self/cgroup");

    /** The map of the first user namespace, which has every id. */
    private static final String WHOLE_MAP = "0 +0 +4294967295";

    private HostProbe() {}

    static Host look(RuntimeOptions options) {
        List<String> status = lines(STATUS);
        int last = Integer.parseInt(lines(LAST_CAPABILITY).getFirst().strip());
        return new Host(
                user(Long.parseLong(field(status, "Uid:")[1]), Long.parseLong(field(status, "Gid:")[1])),
                CapabilitySet.upTo(last),
                new CapabilitySet(Long.parseUnsignedLong(field(status, "CapBnd:")[0], 16)),
                layout(options),
                securityModules(),
                options.host().map(HostNamespaces::joined).orElse(List.of()));
    }

    /** Where this process may make cgroups. */
    static CgroupHome home(Host host) {
        return host.user().isEmpty() ? CgroupHome.HOST : CgroupHome.beside(String.join("\n", lines(MEMBERSHIP)));
    }

    /** Where a proc or a sysfs is mounted; what lies in another comes first. */
    static List<String> bareMounts() {
        try {
            return MountTable.read(MOUNTS).entries().stream()
                    .filter(mount -> mount.type().equals("proc") || mount.type().equals("sysfs"))
                    .map(MountEntry::mountPoint)
                    .distinct()
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException failed) {
            throw unreadable(MOUNTS, failed);
        }
    }

    private static Optional<OrdinaryUser> user(long uid, long gid) {
        if (uid == 0 && String.join(" ", lines(UID_MAP)).strip().matches(WHOLE_MAP)) {
            return Optional.empty();
        }
        int score = Integer.parseInt(lines(SCORE).getFirst().strip());
        return Optional.of(new OrdinaryUser(uid, gid, score, program("newuidmap"), program("newgidmap")));
    }

    private static Optional<String> program(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** A pod's own cgroup mounts may show its cgroup alone: containers are the host's, so its hierarchies are taken. */
    private static CgroupLayout layout(RuntimeOptions options) {
        return options.host()
                .map(host -> Path.of("/proc/" + host.pid()))
                .map(proc -> CgroupLayout.read(proc.resolve("mountinfo"), proc.resolve("root")))
                .orElseGet(() -> CgroupLayout.read(MOUNTS, Path.of("/")));
    }

    /** AppArmor says it in a parameter, which everybody may read; SELinux has its own file system exactly where it is on. */
    private static Set<SecurityModule> securityModules() {
        Set<SecurityModule> modules = EnumSet.noneOf(SecurityModule.class);
        if (Files.exists(APPARMOR) && lines(APPARMOR).getFirst().equals("Y")) {
            modules.add(SecurityModule.APPARMOR);
        }
        if (Files.exists(SELINUX)) {
            modules.add(SecurityModule.SELINUX);
        }
        return modules;
    }

    /** The values of a line of proc_pid_status(5): of ids real, effective, saved, file system. */
    private static String[] field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(name.length()).strip().split("\\s+"))
                .orElseThrow(() -> unreadable(STATUS, null));
    }

    private static List<String> lines(Path path) {
        try {
            return Files.readAllLines(path);
        } catch (IOException failed) {
            throw unreadable(path, failed);
        }
    }

    private static ContainerException unreadable(Path path, @org.jspecify.annotations.Nullable IOException cause) {
        return new ContainerException(ErrorCode.UNSUPPORTED, path + ": can't be read; is /proc mounted?", cause);
    }
}
