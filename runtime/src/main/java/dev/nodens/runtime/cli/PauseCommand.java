package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import picocli.CommandLine.Command;

@Command(name = "pause", description = "Freezes all processes of a container.")
final class PauseCommand extends ContainerCommand {

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        runtime.pause(id);
        return 0;
    }
}
