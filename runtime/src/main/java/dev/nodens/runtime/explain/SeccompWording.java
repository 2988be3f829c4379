package dev.nodens.runtime.explain;

import dev.nodens.runtime.explain.Explanation.Line;
import dev.nodens.runtime.spec.LinuxSeccomp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A filter of system calls, in short. */
final class SeccompWording {

    private SeccompWording() {}

    static List<Line> of(@Nullable LinuxSeccomp seccomp) {
        if (seccomp == null) {
            return List.of(new Line("all", "allowed: there is no filter"));
        }
        Map<String, Integer> calls = new LinkedHashMap<>();
        seccomp.syscalls()
                .forEach(rule -> calls.merge(rule.action(), rule.names().size(), Integer::sum));
        List<Line> lines = new ArrayList<>();
        calls.forEach((action, number) -> lines.add(new Line(Units.count(number, "name"), action(action))));
        lines.add(new Line(calls.isEmpty() ? "all" : "all others", action(seccomp.defaultAction())));
        if (seccomp.listenerPath() != null) {
            lines.add(new Line("decided by", "who listens at " + seccomp.listenerPath()));
        }
        return lines;
    }

    private static String action(String action) {
        return switch (action) {
            case "SCMP_ACT_ALLOW" -> "allowed, some only with certain arguments";
            case "SCMP_ACT_ERRNO" -> "fail with an error";
            case "SCMP_ACT_LOG" -> "allowed and logged";
            case "SCMP_ACT_TRAP" -> "are answered by the signal SIGSYS";
            case "SCMP_ACT_TRACE" -> "are told to a tracer";
            case "SCMP_ACT_NOTIFY" -> "are decided by somebody outside";
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> "kill the thread";
            case "SCMP_ACT_KILL_PROCESS" -> "kill the process";
            default -> action;
        };
    }
}
