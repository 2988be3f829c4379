package dev.nodens.runtime.explain;

import static dev.nodens.runtime.explain.Explanation.Level.HIGH;
import static dev.nodens.runtime.explain.Explanation.Level.MEDIUM;

import dev.nodens.runtime.explain.Explanation.Risk;
import dev.nodens.runtime.mount.MountOption;
import dev.nodens.runtime.mount.MountOptions;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.Stream.Builder;

/** Files of the host and of the kernel that a container gets at. */
final class MountRisks {

    /** Whoever talks to one of these makes containers as the host's root. */
    private static final List<String> SOCKETS = List.of(
            "/run/docker.sock",
            "/var/run/docker.sock",
            "/run/containerd/containerd.sock",
            "/run/crio/crio.sock",
            "/run/podman/podman.sock",
            "/run/nodens");

    private static final List<String> OF_THE_HOST = List.of(
            "/etc", "/root", "/boot", "/usr", "/lib", "/bin", "/sbin", "/dev", "/sys", "/proc", "/var/lib/kubelet");

    private static final Map<String, String> IN_PROC = Map.of(
            "/proc/sys", "it can change the kernel's settings",
            "/proc/sysrq-trigger", "it can restart or halt the machine");

    private MountRisks() {}

    static List<Risk> of(Spec spec, Linux linux) {
        List<Risk> risks = new ArrayList<>();
        for (int i = 0; i < spec.mounts().size(); i++) {
            ofMount("$.mounts[" + i + "]", spec.mounts().get(i)).forEach(risks::add);
        }
        if (spec.mounts().stream().anyMatch(mount -> "proc".equals(mount.type()))) {
            ofProc(linux).forEach(risks::add);
        }
        return risks;
    }

    private static Stream<Risk> ofMount(String field, Mount mount) {
        MountOptions options = MountOptions.parse(mount.options());
        boolean writable = Stream.concat(mount.options().stream(), Stream.of("rw"))
                .flatMap(option -> MountOption.of(option).stream())
                .noneMatch(option -> option == MountOption.RO || option == MountOption.RRO);
        Builder<Risk> risks = Stream.builder();
        if (MountWords.isBind(mount, options)) {
            ofBind(field, String.valueOf(mount.source()), writable).forEach(risks);
        } else if (writable && "sysfs".equals(mount.type())) {
            risks.add(new Risk(MEDIUM, field, "it can change the host's devices through sysfs, as root"));
        } else if (writable && String.valueOf(mount.type()).startsWith("cgroup")) {
            risks.add(new Risk(MEDIUM, field, "it can change limits of what is in its cgroup"));
        }
        boolean shared =
                mount.options().stream().anyMatch(option -> option.equals("shared") || option.equals("rshared"));
        if (shared) {
            risks.add(new Risk(MEDIUM, field + ".options", "what it mounts there appears on the host"));
        }
        return risks.build();
    }

    private static Stream<Risk> ofBind(String field, String source, boolean writable) {
        String place = field + ".source";
        if (source.equals("/")) {
            return Stream.of(new Risk(writable ? HIGH : MEDIUM, place, "all files of the host are inside"));
        }
        if (SOCKETS.stream().anyMatch(socket -> isIn(source, socket) || isIn(socket, source) && !source.equals("/"))) {
            return Stream.of(new Risk(HIGH, place, "who talks to " + source + " can become root of the host"));
        }
        return OF_THE_HOST.stream()
                .filter(path -> isIn(source, path))
                .findFirst()
                .map(_ -> new Risk(
                        writable ? HIGH : MEDIUM,
                        place,
                        (writable ? "it can change " : "it can read ") + source + " of the host"))
                .stream();
    }

    private static Stream<Risk> ofProc(Linux linux) {
        return IN_PROC.entrySet().stream()
                .filter(entry -> !covered(linux.readonlyPaths(), entry.getKey())
                        && !covered(linux.maskedPaths(), entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Risk(
                        MEDIUM, "$.linux.readonlyPaths", entry.getKey() + " is writable: " + entry.getValue()));
    }

    private static boolean covered(List<String> paths, String path) {
        return paths.stream().anyMatch(cover -> isIn(path, cover));
    }

    private static boolean isIn(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory + "/");
    }
}
