package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerSnapshot;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.spec.Spec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "create",
        description = "Makes a container from a bundle; its process waits for \"nodens start\".",
        footer = {"", "Example: nodens create --bundle /srv/web web && nodens start web"})
final class CreateCommand extends ContainerCommand {

    @Mixin
    private LaunchArguments arguments = new LaunchArguments();

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        Spec spec = arguments.spec(true);
        ContainerSnapshot container = arguments.naming(
                () -> runtime.create(id, spec, arguments.options(Supervision.NONE), arguments.oci(systemdCgroup())));
        try {
            arguments.writePidFile(container.state().livePid());
        } catch (RuntimeException failed) {
            runtime.delete(id, true);
            throw failed;
        }
        return 0;
    }
}
