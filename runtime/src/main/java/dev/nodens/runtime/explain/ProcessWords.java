package dev.nodens.runtime.explain;

import dev.nodens.runtime.explain.Explanation.Line;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The program and who it is. */
final class ProcessWords {

    private ProcessWords() {}

    static List<Line> of(@Nullable Process process, Linux linux) {
        if (process == null) {
            return List.of();
        }
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                "program", process.args().stream().map(ProcessWords::word).collect(Collectors.joining(" "))));
        lines.add(new Line("directory", process.cwd()));
        lines.add(new Line("user", user(process.user(), linux)));
        lines.add(new Line("environment", Units.count(process.env().size(), "variable")));
        lines.add(new Line(
                "terminal", process.terminal() ? "a new one" : "none; standard streams are those of who starts it"));
        lines.add(new Line(
                "no new privileges",
                process.noNewPrivileges()
                        ? "yes: set-user-ID programs and file capabilities give nothing"
                        : "no: set-user-ID programs and file capabilities work"));
        Optional.ofNullable(process.oomScoreAdj())
                .ifPresent(score -> lines.add(new Line("out of memory", outOfMemory(score))));
        Optional.ofNullable(process.scheduler())
                .ifPresent(scheduler -> lines.add(new Line("scheduler", scheduler.policy())));
        Optional.ofNullable(process.apparmorProfile())
                .ifPresent(profile -> lines.add(new Line("AppArmor", "under the profile " + profile)));
        Optional.ofNullable(process.selinuxLabel())
                .ifPresent(label -> lines.add(new Line("SELinux", "with the label " + label)));
        return lines;
    }

    /** Quoted where a shell would take it apart. */
    private static String word(String argument) {
        return argument.matches("[\\w@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static String user(User user, Linux linux) {
        String inside = "uid " + user.uid() + ", gid " + user.gid();
        String groups = user.additionalGids().isEmpty()
                ? ""
                : " and groups "
                        + user.additionalGids().stream().map(Object::toString).collect(Collectors.joining(", "));
        return inside + groups + " inside; on the host " + onHost(user, linux);
    }

    private static String onHost(User user, Linux linux) {
        if (linux.uidMappings().isEmpty()) {
            boolean joins = linux.namespaces().stream()
                    .anyMatch(namespace -> namespace.type().equals("user"));
            return joins
                    ? "as the user namespace that is joined maps it"
                    : user.uid() == 0 ? "the same: root" : "the same";
        }
        return mapped(user.uid(), linux.uidMappings()).stream()
                .mapToObj(uid -> "uid " + uid + (uid == 0 ? ": root" : ""))
                .findFirst()
                .orElse("nobody: the uid is not mapped, and it can't start");
    }

    /** The id outside; empty where the map has none for it. */
    static OptionalLong mapped(long id, List<LinuxIdMapping> map) {
        return map.stream()
                .filter(line -> id >= line.containerID() && id - line.containerID() < line.size())
                .mapToLong(line -> line.hostID() + id - line.containerID())
                .findFirst();
    }

    private static String outOfMemory(int score) {
        if (score == 0) {
            return "is chosen by its size";
        }
        return (score > 0 ? "is killed earlier than others (" : "is killed later than others (") + score + ")";
    }
}
