package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.container.AttachedExec;
import dev.nodens.runtime.container.ExecRequest;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.OciOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.spec.User;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "exec",
        description = "Runs one more process in a running container.",
        footer = {"", "Example: nodens exec --tty web /bin/sh"})
final class ExecCommand extends ContainerCommand {

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

    @Option(names = "--no-new-privs", description = "set no_new_privs")
    private boolean noNewPrivs;

    @Option(
            names = {"-d", "--detach"},
            description = "leave when the process runs")
    private boolean detach;

    @Option(names = "--pid-file", paramLabel = "FILE", description = "write the process's pid there")
    private @Nullable Path pidFile;

    @Option(
            names = "--console-socket",
            paramLabel = "SOCKET",
            description = "Unix socket that gets the terminal's master side")
    private @Nullable Path consoleSocket;

    @Option(
            names = "--preserve-fds",
            paramLabel = "N",
            description = "keep this many descriptors from 3 on open (${DEFAULT-VALUE})")
    private int preserveFds;

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "the command and its arguments")
    private List<String> args = List.of();

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        OciOptions oci = new OciOptions(Optional.ofNullable(consoleSocket), preserveFds, true, true);
        Supervision supervision = detach ? Supervision.NONE : Supervision.FOREGROUND;
        AttachedExec exec = runtime.attach(id, new ExecRequest(process(runtime, id), supervision, oci));
        if (pidFile != null) {
            PidFile.write(pidFile, exec.pid());
        }
        if (detach) {
            exec.detach();
            return 0;
        }
        ForwardedSignals.to(exec::signal);
        return exec.await();
    }

    private Process process(LinuxContainerRuntime runtime, ContainerId id) {
        if (process != null) {
            return new SpecReader(Syscalls.linux()).readProcess(process);
        }
        if (args.isEmpty()) {
            throw new ContainerException(ErrorCode.INVALID_SPEC, "exec needs a COMMAND, or --process");
        }
        Process own = Optional.ofNullable(runtime.spec(id).process()).orElseGet(() -> Process.of(args));
        return own.with(p -> {
            p.args = args;
            p.terminal = tty;
            p.env = concat(own.env(), env);
            p.cwd = cwd == null ? own.cwd() : cwd;
            p.user = user(own.user());
            p.noNewPrivileges = noNewPrivs || own.noNewPrivileges();
        });
    }

    private User user(User own) {
        User chosen = user == null ? own : UserArgument.parse(user, own);
        List<Long> groups = concat(chosen.additionalGids(), additionalGids);
        return new User(chosen.uid(), chosen.gid(), chosen.umask(), groups);
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        List<T> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
