package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "delete",
        description = "Removes a stopped container: its cgroup with whatever is left in it, and its state.",
        footer = {"", "Example: nodens delete --force web"})
final class DeleteCommand extends ContainerCommand {

    @Option(
            names = {"-f", "--force"},
            description = "kill it first if it still runs, and remove what a creation that was cut off has left;"
                    + " no error if it is not there")
    private boolean force;

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        runtime.delete(id, force);
        return 0;
    }
}
