package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import picocli.CommandLine.Command;

@Command(name = "start", description = "Starts the process of a created container.")
final class StartCommand extends ContainerCommand {

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        Readiness.start(runtime, id, true);
        return 0;
    }
}
