package dev.nodens.runtime.spec;

import static dev.nodens.runtime.spec.Rules.require;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** config.md, "Process", and its parts for POSIX platforms and for Linux. */
final class ProcessRules {

    private static final int LARGEST_UMASK = 0777;
    private static final int LARGEST_CONSOLE = 0xffff;
    private static final int OOM_SCORE_RANGE = 1000;

    private ProcessRules() {}

    static void check(Process process, Judge judge) {
        judge.check(() -> args(process.args()));
        env("process.env", process.env(), judge);
        judge.check(() -> Rules.absolutePath("process.cwd", process.cwd()));
        judge.check(() -> user(process.user()));
        judge.check(() -> rlimits(process.rlimits()));
        judge.check(() -> SchedulingRules.check(process));
        judge.check(() -> Rules.text("process.apparmorProfile", process.apparmorProfile()));
        judge.check(() -> Rules.text("process.selinuxLabel", process.selinuxLabel()));
        judge.check(() -> oomScore(process.oomScoreAdj()));
        judge.check(() -> consoleSize(process.consoleSize()));
    }

    private static void oomScore(@Nullable Integer adjustment) {
        if (adjustment != null) {
            Rules.range("process.oomScoreAdj", adjustment, -OOM_SCORE_RANGE, OOM_SCORE_RANGE);
        }
    }

    private static void consoleSize(Process.@Nullable ConsoleSize size) {
        if (size != null) {
            Rules.range("process.consoleSize.height", size.height(), 0, LARGEST_CONSOLE);
            Rules.range("process.consoleSize.width", size.width(), 0, LARGEST_CONSOLE);
        }
    }

    private static void args(List<String> args) {
        require(!args.isEmpty(), "process.args", "must not be empty");
        require(!args.getFirst().isEmpty(), "process.args[0]", "must name a program", "");
        for (int i = 0; i < args.size(); i++) {
            Rules.execString("process.args[" + i + "]", args.get(i));
        }
    }

    static void env(String field, List<String> env, Judge judge) {
        for (int i = 0; i < env.size(); i++) {
            String variable = field + "[" + i + "]";
            String entry = env.get(i);
            judge.check(() -> {
                Rules.execString(variable, entry);
                require(entry.indexOf('=') > 0, variable, "must be NAME=value", entry);
            });
        }
    }

    private static void user(User user) {
        Rules.id("process.user.uid", user.uid());
        Rules.id("process.user.gid", user.gid());
        for (int i = 0; i < user.additionalGids().size(); i++) {
            Rules.id(
                    "process.user.additionalGids[" + i + "]",
                    user.additionalGids().get(i));
        }
        if (user.umask() != null) {
            Rules.range("process.user.umask", user.umask(), 0, LARGEST_UMASK);
        }
    }

    /** config.md, "POSIX process": each type at most once. */
    private static void rlimits(List<Rlimit> rlimits) {
        Set<RlimitType> seen = EnumSet.noneOf(RlimitType.class);
        for (int i = 0; i < rlimits.size(); i++) {
            Rlimit limit = rlimits.get(i);
            String field = "process.rlimits[" + i + "]";
            if (!seen.add(Rules.word(RlimitType.class, field + ".type", limit.type()))) {
                throw Rules.refusal(field + ".type", Found.quoted(limit.type()) + " is given twice");
            }
            if (Long.compareUnsigned(limit.soft(), limit.hard()) > 0) {
                throw Rules.refusal(
                        field + ".soft",
                        "must be at most the hard limit " + Long.toUnsignedString(limit.hard()) + ", found "
                                + Long.toUnsignedString(limit.soft()));
            }
        }
    }
}
