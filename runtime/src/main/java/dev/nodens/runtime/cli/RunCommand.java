package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerSnapshot;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.spec.Spec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description =
                "Makes a container from a bundle and starts it; waits for its end and removes it, unless detached.",
        footer = {"", "Example: nodens run --bundle /srv/web web"})
final class RunCommand extends ContainerCommand {

    @Mixin
    private LaunchArguments arguments = new LaunchArguments();

    @Option(
            names = {"-d", "--detach"},
            description = "leave when the process runs")
    private boolean detach;

    @Option(names = "--keep", description = "do not remove the container at its end")
    private boolean keep;

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) throws InterruptedException {
        Spec spec = arguments.spec();
        arguments.checkTerminal(spec.process(), detach);
        Supervision supervision = detach ? Supervision.NONE : Supervision.FOREGROUND;
        ContainerSnapshot container = runtime.run(id, spec, arguments.options(supervision), arguments.oci());
        try {
            arguments
                    .pidFile()
                    .ifPresent(file -> PidFile.write(file, container.state().livePid()));
        } catch (RuntimeException failed) {
            runtime.delete(id, true);
            throw failed;
        }
        return detach ? 0 : await(runtime, id);
    }

    private int await(LinuxContainerRuntime runtime, ContainerId id) throws InterruptedException {
        ForwardedSignals.to(signal -> runtime.kill(id, signal, false));
        int code = runtime.await(id).code();
        if (!keep) {
            runtime.delete(id, true);
        }
        return code;
    }
}
