package dev.nodens.runtime.plan;

import dev.nodens.runtime.capability.CapabilitySet;
import dev.nodens.runtime.seccomp.SeccompProgram;
import dev.nodens.runtime.spec.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process and what the kernel is told of it before it is executed.
 *
 * @param user ids inside the container; a null umask is 0022
 * @param oomScoreAdj null = inherited
 * @param newKeyring whether a new session keyring is joined
 * @param homeFromPasswd whether the container's own /etc/passwd may say what HOME is; env has one for where it does not
 * @param personality argument of personality(2); null = leave
 */
public record ProcessPlan(
        List<String> args,
        List<String> env,
        String cwd,
        User user,
        Capabilities capabilities,
        boolean noNewPrivileges,
        List<ResourceLimit> rlimits,
        @Nullable Integer oomScoreAdj,
        @Nullable SeccompProgram seccomp,
        boolean newKeyring,
        @Nullable Integer personality,
        SchedulingPlan scheduling,
        List<ExecLabel> labels,
        boolean homeFromPasswd) {

    /**
     * What a security module is told of the program before it is executed.
     *
     * @param file below {@code /proc/self/attr}
     */
    public record ExecLabel(String file, String value) {}

    /** The five sets of capabilities(7). */
    public record Capabilities(
            CapabilitySet bounding,
            CapabilitySet effective,
            CapabilitySet permitted,
            CapabilitySet inheritable,
            CapabilitySet ambient) {}

    /**
     * One resource limit.
     *
     * @param resource {@code RLIMIT_*} number
     * @param soft all ones = unlimited; so is hard
     */
    public record ResourceLimit(int resource, long soft, long hard) {}

    public ProcessPlan {
        args = List.copyOf(args);
        env = List.copyOf(env);
        rlimits = List.copyOf(rlimits);
        labels = List.copyOf(labels);
    }
}
