package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerSnapshot;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.OciOptions;
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

    @Option(names = "--no-subreaper", description = "for callers of runc: nodens never makes itself a subreaper")
    private boolean noSubreaper;

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) throws InterruptedException {
        Spec spec = arguments.spec(detach);
        LaunchOptions options = arguments.options(detach ? Supervision.NONE : Supervision.FOREGROUND);
        OciOptions oci = arguments.oci(systemdCgroup());
        boolean notifies = oci.activation().notifies();
        ContainerSnapshot container = arguments.naming(
                () -> notifies ? runtime.create(id, spec, options, oci) : runtime.run(id, spec, options, oci));
        try {
            if (notifies) {
                Readiness.start(runtime, id, detach);
            }
        } catch (RuntimeException failed) {
            runtime.delete(id, true);
            throw failed;
        }
        return arguments.follow(runtime, container, detach, keep);
    }
}
