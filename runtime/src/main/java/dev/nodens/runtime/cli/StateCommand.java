package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerSnapshot;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.Refusals;
import picocli.CommandLine.Command;

@Command(name = "state", description = "Prints a container's state as JSON.")
final class StateCommand extends ContainerCommand {

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        ContainerSnapshot container = runtime.state(id).orElseThrow(() -> Refusals.absent(id));
        out().println(OciState.json(OciState.of(runtime, container)));
        return 0;
    }
}
