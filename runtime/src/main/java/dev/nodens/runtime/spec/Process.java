package dev.nodens.runtime.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code process}: the program and what the kernel is told of it.
 *
 * @param terminal whether a pty of the container's own devpts is its standard streams
 * @param env {@code NAME=value} each
 * @param cwd absolute path inside the container
 * @param oomScoreAdj -1000 to 1000; null = as the runtime's own
 */
public record Process(
        boolean terminal,
        @Nullable ConsoleSize consoleSize,
        User user,
        List<String> args,
        List<String> env,
        @Required String cwd,

        @JsonDeserialize(using = CapabilitiesJson.class) @Nullable
        Capabilities capabilities,

        List<Rlimit> rlimits,
        boolean noNewPrivileges,
        @Nullable String apparmorProfile,
        @Nullable Integer oomScoreAdj,
        @Nullable Scheduler scheduler,
        @Nullable String selinuxLabel,
        @Nullable IoPriority ioPriority,
        @Nullable CpuAffinity execCPUAffinity) {

    /** {@code process.consoleSize}, in characters. */
    public record ConsoleSize(int height, int width) {}

    /**
     * {@code process.ioPriority}.
     *
     * @param clazz {@code IOPRIO_CLASS_RT}, {@code _BE} or {@code _IDLE}
     * @param priority 0 (first) to 7
     */
    public record IoPriority(@JsonProperty("class") String clazz, int priority) {}

    /** {@code process.execCPUAffinity}: lists of processors such as {@code 0-3,7}; initial is before the cgroup is joined. */
    public record CpuAffinity(
            @Nullable String initial,
            @JsonProperty("final") @Nullable String finalList) {

        public CpuAffinity {
            initial = Given.text(initial);
            finalList = Given.text(finalList);
        }
    }

    public Process {
        user = user == null ? User.ROOT : user;
        args = Given.list(args);
        env = Given.list(env);
        rlimits = Given.list(rlimits);
        apparmorProfile = Given.text(apparmorProfile);
        selinuxLabel = Given.text(selinuxLabel);
    }

    /** A program that runs as root in {@code /} with no environment, capabilities or limits of its own. */
    public static Process of(List<String> args) {
        Draft draft = new Draft();
        draft.args = args;
        return draft.process();
    }

    /** This Process but for what {@code change} sets. */
    public Process with(Consumer<Draft> change) {
        Draft draft = new Draft();
        draft.terminal = terminal;
        draft.consoleSize = consoleSize;
        draft.user = user;
        draft.args = args;
        draft.env = env;
        draft.cwd = cwd;
        draft.capabilities = capabilities;
        draft.rlimits = rlimits;
        draft.noNewPrivileges = noNewPrivileges;
        draft.apparmorProfile = apparmorProfile;
        draft.oomScoreAdj = oomScoreAdj;
        draft.scheduler = scheduler;
        draft.selinuxLabel = selinuxLabel;
        draft.ioPriority = ioPriority;
        draft.execCPUAffinity = execCPUAffinity;
        change.accept(draft);
        return draft.process();
    }

    /** The components while {@link #with} changes them. */
    public static final class Draft {
        public boolean terminal;
        public @Nullable ConsoleSize consoleSize;
        public User user = User.ROOT;
        public List<String> args = List.of();
        public List<String> env = List.of();
        public String cwd = "/";
        public @Nullable Capabilities capabilities;
        public List<Rlimit> rlimits = List.of();
        public boolean noNewPrivileges;
        public @Nullable String apparmorProfile;
        public @Nullable Integer oomScoreAdj;
        public @Nullable Scheduler scheduler;
        public @Nullable String selinuxLabel;
        public @Nullable IoPriority ioPriority;
        public @Nullable CpuAffinity execCPUAffinity;

        private Draft() {}

        private Process process() {
            return new Process(
                    terminal,
                    consoleSize,
                    user,
                    args,
                    env,
                    cwd,
                    capabilities,
                    rlimits,
                    noNewPrivileges,
                    apparmorProfile,
                    oomScoreAdj,
                    scheduler,
                    selinuxLabel,
                    ioPriority,
                    execCPUAffinity);
        }
    }
}
