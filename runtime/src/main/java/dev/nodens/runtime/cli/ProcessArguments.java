package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Capabilities;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.spec.User;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The process that exec runs: as a file has it, or the container's own but for what flags change. */
final class ProcessArguments {

    @Option(
            names = {"-p", "--process"},
            paramLabel = "FILE",
            description = "a process object as in config.json, instead of flags and COMMAND")
    private @Nullable Path process;

    @Option(names = "--cwd", paramLabel = "DIR", description = "working directory inside the container")
    private @Nullable String cwd;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "added to the container's environment")
    private List<String> env = List.of();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "UID[:GID]",
            description = "ids inside the container")
    private @Nullable String user;

    @Option(
            names = {"-g", "--additional-gids"},
            paramLabel = "GID",
            description = "one more supplementary group")
    private List<Long> additionalGids = List.of();

    @Option(
            names = {"-t", "--tty"},
            description = "give it a terminal")
    private boolean tty;

    @Option(
            names = {"-c", "--cap"},
            paramLabel = "CAP_NAME",
            description = "one more capability")
    private List<String> capabilities = List.of();

    @Option(names = "--no-new-privs", description = "set no_new_privs")
    private boolean noNewPrivs;

    @Option(names = "--apparmor", paramLabel = "PROFILE", description = "AppArmor profile")
    private @Nullable String apparmor;

    @Option(names = "--process-label", paramLabel = "LABEL", description = "SELinux label")
    private @Nullable String label;

    /**
     * @param container the container's process; null = it has none
     * @param args the command and its arguments
     */
    Process process(@Nullable Process container, List<String> args) {
        if (process != null) {
            return new SpecReader(Syscalls.linux()).readProcess(process);
        }
        if (args.isEmpty()) {
            throw new ContainerException(ErrorCode.INVALID_SPEC, "exec needs a COMMAND, or --process");
        }
        Process own = Optional.ofNullable(container).orElseGet(() -> Process.of(args));
        return own.with(p -> {
            p.args = args;
            p.terminal = tty;
            p.env = concat(own.env(), env);
            p.cwd = cwd == null ? own.cwd() : cwd;
            p.user = user(own.user());
            p.capabilities = capabilities(own.capabilities());
            p.noNewPrivileges = noNewPrivs || own.noNewPrivileges();
            p.apparmorProfile = apparmor == null ? own.apparmorProfile() : apparmor;
            p.selinuxLabel = label == null ? own.selinuxLabel() : label;
        });
    }

    private User user(User own) {
        User chosen = user == null ? own : UserArgument.parse(user, own);
        List<Long> groups = concat(chosen.additionalGids(), additionalGids);
        return new User(chosen.uid(), chosen.gid(), chosen.umask(), groups);
    }

    /** Ambient too where the container has inheritable ones, as runc does: the kernel wants both or neither. */
    private @Nullable Capabilities capabilities(@Nullable Capabilities container) {
        if (capabilities.isEmpty()) {
            return container;
        }
        List<String> none = List.of();
        Capabilities own = container == null ? new Capabilities(none, none, none, none, none) : container;
        return new Capabilities(
                concat(own.bounding(), capabilities),
                concat(own.effective(), capabilities),
                own.inheritable(),
                concat(own.permitted(), capabilities),
                own.inheritable().isEmpty() ? own.ambient() : concat(own.ambient(), capabilities));
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        List<T> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
