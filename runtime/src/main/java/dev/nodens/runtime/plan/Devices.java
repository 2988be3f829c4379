package dev.nodens.runtime.plan;

import dev.nodens.runtime.plan.RootPlan.DevicePlan;
import dev.nodens.runtime.plan.RootPlan.SymlinkPlan;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxDevice;
import dev.nodens.runtime.spec.UnixPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every container has in {@code /dev} (config-linux.md, "Default Devices"), and what the Spec adds. */
final class Devices {

    private static final int S_IFIFO = 0010000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;
    private static final int PERMISSIONS = 07777;
    private static final int FOR_ALL = 0666;

    private static final List<DevicePlan> DEFAULTS = List.of(
            character(1, 3, "/dev/null"),
            character(1, 5, "/dev/zero"),
            character(1, 7, "/dev/full"),
            character(1, 8, "/dev/random"),
            character(1, 9, "/dev/urandom"),
            character(5, 0, "/dev/tty"));

    /** Besides ptmx of the container's own devpts: what programs expect, as every other runtime makes it. */
    static final List<SymlinkPlan> SYMLINKS = List.of(
            new SymlinkPlan("pts/ptmx", "/dev/ptmx"),
            new SymlinkPlan("/proc/self/fd", "/dev/fd"),
            new SymlinkPlan("/proc/self/fd/0", "/dev/stdin"),
            new SymlinkPlan("/proc/self/fd/1", "/dev/stdout"),
            new SymlinkPlan("/proc/self/fd/2", "/dev/stderr"),
            new SymlinkPlan("/proc/kcore", "/dev/core"));

    private Devices() {}

    /** The Spec's device holds where it has the path of a default one. */
    static List<DevicePlan> of(Linux linux) {
        Map<String, DevicePlan> byPath = new LinkedHashMap<>();
        DEFAULTS.forEach(device -> byPath.put(device.path(), device));
        linux.devices().stream().map(Devices::plan).forEach(device -> byPath.put(device.path(), device));
        return List.copyOf(byPath.values());
    }

    private static DevicePlan plan(LinuxDevice device) {
        int permissions =
                device.fileMode() == null ? FOR_ALL : device.fileMode().intValue() & PERMISSIONS;
        return new DevicePlan(
                type(device.type()) | permissions,
                (int) device.major(),
                (int) device.minor(),
                device.uid() == null ? 0 : device.uid(),
                device.gid() == null ? 0 : device.gid(),
                UnixPath.inContainer(device.path()));
    }

    private static int type(String type) {
        return switch (type) {
            case "b" -> S_IFBLK;
            case "p" -> S_IFIFO;
            default -> S_IFCHR; // c, and u: an unbuffered one is the same to Linux
        };
    }

    private static DevicePlan character(int major, int minor, String path) {
        return new DevicePlan(S_IFCHR | FOR_ALL, major, minor, 0, 0, path);
    }
}
