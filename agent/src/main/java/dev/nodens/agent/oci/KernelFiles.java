package dev.nodens.agent.oci;

import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.crd.v1alpha1.ProcMount;
import dev.nodens.runtime.spec.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The kernel's own file systems in a container, and what is hidden of them. */
final class KernelFiles {

    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/devices/virtual/powercap",
            "/sys/firmware");

    private static final List<String> READONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private KernelFiles() {}

    static List<Mount> mounts(DesiredContainer desired) {
        List<Mount> mounts = new ArrayList<>(List.of(
                new Mount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
                new Mount("/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
                new Mount("/dev/pts", "devpts", "devpts", devptsOptions(desired)),
                new Mount("/dev/shm", "tmpfs", "shm", List.of("nosuid", "noexec", "nodev", "mode=1777", "size=65536k")),
                new Mount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
                new Mount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro"))));
        mounts.add(new Mount("/sys/fs/cgroup", "cgroup", "cgroup", List.of("nosuid", "noexec", "nodev", "ro")));
        return mounts;
    }

    /** Group 5 is tty on every distribution; in a new user namespace it may be unmapped, and then can't be given. */
    private static List<String> devptsOptions(DesiredContainer desired) {
        List<String> options = List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620");
        return OciNamespaces.isNew(desired, NamespaceKind.USER)
                ? options
                : Stream.concat(options.stream(), Stream.of("gid=5")).toList();
    }

    static List<String> masked(ContainerSpecSpec given, List<Path> ownFolders) {
        Stream<String> own = ownFolders.stream().map(Path::toString);
        return Stream.concat(unmasked(given) ? Stream.empty() : MASKED.stream(), own)
                .toList();
    }

    static List<String> readonly(ContainerSpecSpec given) {
        return unmasked(given) ? List.of() : READONLY;
    }

    private static boolean unmasked(ContainerSpecSpec given) {
        return given.securityContext() != null && given.securityContext().procMount() == ProcMount.UNMASKED;
    }
}
