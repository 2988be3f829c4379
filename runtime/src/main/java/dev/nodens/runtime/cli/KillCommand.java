package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "kill",
        description = "Sends a signal to a container's process.",
        footer = {"", "Example: nodens kill web KILL"})
final class KillCommand extends ContainerCommand {

    @Option(
            names = {"-a", "--all"},
            description = "send it to all processes of the container, also of one whose own process has ended")
    private boolean all;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SIGNAL",
            description = "by number or name (${DEFAULT-VALUE})")
    private String signal = "SIGTERM";

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        runtime.kill(id, SignalName.number(signal), all);
        return 0;
    }
}
