package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import picocli.CommandLine.Command;

@Command(name = "resume", description = "Thaws a paused container.")
final class ResumeCommand extends ContainerCommand {

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        runtime.resume(id);
        return 0;
    }
}
