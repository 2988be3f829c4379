package dev.nodens.runtime.spec;

import static dev.nodens.runtime.spec.Rules.require;

import dev.nodens.runtime.mount.MountOption;
import dev.nodens.runtime.mount.MountOption.Effect;
import dev.nodens.runtime.namespace.Namespaces;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** config-linux.md: devices, paths, propagation, personality. */
final class LinuxRules {

    /** 12 and 20 bits: what Linux has for a device number. */
    private static final int LARGEST_MAJOR = 0xfff;

    private static final int LARGEST_MINOR = 0xf_ffff;

    /** Permission bits; those of the file's type may be there too, as stat(2) gives them. */
    private static final int LARGEST_MODE = 0177777;

    private static final Set<String> DEVICE_TYPES = Set.of("b", "c", "p", "u");
    private static final Set<String> PERSONALITIES = Set.of("LINUX", "LINUX32");

    private LinuxRules() {}

    static void check(Linux linux, Namespaces namespaces, Judge judge) {
        devices(linux.devices(), judge);
        judge.check(() -> SpecValidator.absolutePaths("linux.maskedPaths", linux.maskedPaths()));
        judge.check(() -> SpecValidator.absolutePaths("linux.readonlyPaths", linux.readonlyPaths()));
        judge.check(() -> propagation(linux.rootfsPropagation()));
        SysctlRules.check(linux.sysctl(), namespaces, judge);
        judge.check(() -> SchedulingRules.memoryPolicy(linux.memoryPolicy()));
        judge.check(() -> NetDeviceRules.check(linux.netDevices(), namespaces));
        judge.check(() -> IntelRdtRules.check(linux.intelRdt()));
        judge.check(() -> Rules.text("linux.mountLabel", linux.mountLabel()));
        judge.check(() -> personality(linux.personality()));
    }

    private static void personality(@Nullable LinuxPersonality personality) {
        if (personality != null) {
            require(
                    PERSONALITIES.contains(personality.domain()),
                    "linux.personality.domain",
                    "must be one of LINUX, LINUX32",
                    personality.domain());
            require(
                    personality.flags().isEmpty(),
                    "linux.personality.flags",
                    "must be empty: the specification has no flag yet");
        }
    }

    private static void devices(List<LinuxDevice> devices, Judge judge) {
        for (int i = 0; i < devices.size(); i++) {
            String field = "linux.devices[" + i + "]";
            LinuxDevice device = devices.get(i);
            judge.check(() -> device(field, device));
        }
    }

    private static void device(String field, LinuxDevice device) {
        Rules.absolutePath(field + ".path", device.path());
        require(DEVICE_TYPES.contains(device.type()), field + ".type", "must be one of b, c, p, u", device.type());
        if (!device.type().equals("p")) {
            Rules.range(field + ".major", device.major(), 0, LARGEST_MAJOR);
            Rules.range(field + ".minor", device.minor(), 0, LARGEST_MINOR);
        }
        if (device.fileMode() != null) {
            Rules.range(field + ".fileMode", device.fileMode(), 0, LARGEST_MODE);
        }
        Rules.id(field + ".uid", device.uid());
        Rules.id(field + ".gid", device.gid());
    }

    private static void propagation(@Nullable String name) {
        boolean known = name == null
                || MountOption.of(name)
                        .filter(option -> option.effect() instanceof Effect.Propagation)
                        .isPresent();
        require(
                known,
                "linux.rootfsPropagation",
                "must be one of private, rprivate, rshared, rslave, runbindable, shared, slave, unbindable",
                String.valueOf(name));
    }
}
