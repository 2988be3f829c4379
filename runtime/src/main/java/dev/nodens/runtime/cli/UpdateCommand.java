package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "update",
        description = "Changes the limits of a running container.",
        footer = {"", "Example: nodens update --resources limits.json web"})
final class UpdateCommand extends ContainerCommand {

    @Option(
            names = {"-r", "--resources"},
            paramLabel = "FILE",
            required = true,
            description = "a resources object as in config.json")
    private @Nullable Path resources;

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        if (resources == null) {
            throw new ContainerException(ErrorCode.INVALID_SPEC, "update needs --resources");
        }
        LinuxResources limits = new SpecReader(Syscalls.linux()).readResources(resources);
        runtime.update(id, limits);
        return 0;
    }
}
