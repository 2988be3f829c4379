package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.cgroup.SubCgroups;
import dev.nodens.runtime.container.Activation;
import dev.nodens.runtime.container.AttachedExec;
import dev.nodens.runtime.container.ExecRequest;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.OciOptions;
import dev.nodens.runtime.spec.Process;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "exec",
        description = "Runs one more process in a running container.",
        exitCodeOnExecutionException = ExecCommand.NOT_BEGUN,
        footer = {"", "Example: nodens exec --tty web /bin/sh"})
final class ExecCommand extends ContainerCommand {

    /** As runc and ssh say it, since 1 is what the process itself may end with. */
    static final int NOT_BEGUN = 255;

    @Mixin
    private ProcessArguments arguments = new ProcessArguments();

    @Mixin
    private CallerArguments caller = new CallerArguments();

    @Option(
            names = {"-d", "--detach"},
            description = "leave when the process runs")
    private boolean detach;

    @Option(
            names = "--cgroup",
            paramLabel = "[CONTROLLER:]PATH",
            description = "a cgroup below the container's, which must exist")
    private List<String> cgroups = List.of();

    @Option(names = "--ignore-paused", description = "also in a paused container: the process runs when it is resumed")
    private boolean ignorePaused;

    @Option(names = "--no-subreaper", description = "for callers of runc: nodens never makes itself a subreaper")
    private boolean noSubreaper;

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "the command and its arguments")
    private List<String> args = List.of();

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        Process process = arguments.process(runtime.spec(id).process(), args);
        caller.checkTerminal(process.terminal(), detach);
        AttachedExec exec = runtime.attach(id, request(process));
        tell("process " + exec.pid() + " begun in container \"" + id + "\"");
        caller.writePidFile(exec.pid());
        if (detach) {
            exec.detach();
            return 0;
        }
        ForwardedSignals.to(exec::signal);
        int code = exec.await();
        tell("process " + exec.pid() + " ended with " + code);
        return code;
    }

    private ExecRequest request(Process process) {
        OciOptions oci = new OciOptions(
                caller.consoleSocket(), caller.pidfdSocket(), caller.preserveFds(), true, true, Activation.NONE, false);
        Supervision supervision = detach ? Supervision.NONE : Supervision.FOREGROUND;
        return new ExecRequest(process, supervision, oci, SubCgroups.parse(cgroups), ignorePaused);
    }
}
