package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerSnapshot;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.RestoreOptions;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.spec.Spec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "restore",
        description = "Makes a container from the files of a checkpoint, by criu; waits for its end and removes it,"
                + " unless detached.",
        footer = {"", "Example: nodens restore --detach --bundle /srv/web --image-path /srv/web.criu web"})
final class RestoreCommand extends ContainerCommand {

    @Mixin
    private LaunchArguments arguments = new LaunchArguments();

    @Mixin
    private CriuArguments criu = new CriuArguments();

    @Option(
            names = {"-d", "--detach"},
            description = "leave when the process runs")
    private boolean detach;

    @Option(names = "--no-subreaper", description = "for callers of runc: nodens never makes itself a subreaper")
    private boolean noSubreaper;

    @Option(
            names = "--lsm-profile",
            paramLabel = "TYPE:NAME",
            description = "security profile instead of the one that was written, such as apparmor:web")
    private @Nullable String lsmProfile;

    @Option(
            names = "--lsm-mount-context",
            paramLabel = "CONTEXT",
            description = "SELinux context of mounts instead of the one that was written")
    private @Nullable String lsmMountContext;

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) throws InterruptedException {
        Spec spec = arguments.spec(detach);
        RestoreOptions files = new RestoreOptions(
                criu.images(),
                criu.work(),
                criu.flags(),
                criu.cgroups(),
                Optional.ofNullable(lsmProfile),
                Optional.ofNullable(lsmMountContext));
        ContainerSnapshot container = arguments.naming(() -> runtime.restore(
                id,
                spec,
                arguments.options(detach ? Supervision.NONE : Supervision.FOREGROUND),
                files,
                arguments.oci(systemdCgroup())));
        return arguments.follow(runtime, container, detach, false);
    }
}
