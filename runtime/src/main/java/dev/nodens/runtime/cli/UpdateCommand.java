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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "update",
        description = "Changes the limits of a running container; what is not given stays as it is.",
        footer = {
            "",
            "Examples:",
            "  nodens update --memory 512M --memory-swap 1G --cpu-quota 50000 web",
            "  nodens update --resources limits.json web",
            "  echo '{\"pids\": {\"limit\": 100}}' | nodens update -r - web"
        })
final class UpdateCommand extends ContainerCommand {

    private static final String STANDARD_INPUT = "-";

    @Option(
            names = {"-r", "--resources"},
            paramLabel = "FILE",
            description = "a resources object as linux.resources of config.json; - = standard input")
    private @Nullable String resources;

    @Mixin
    private LimitArguments limits = new LimitArguments();

    @Option(names = "--l3-cache-schema", paramLabel = "SCHEMA", description = "part of the L3 cache (Intel RDT)")
    private @Nullable String l3CacheSchema;

    @Option(names = "--mem-bw-schema", paramLabel = "SCHEMA", description = "memory bandwidth (Intel RDT)")
    private @Nullable String memBwSchema;

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        refuseCacheControl();
        if (limits.kernelMemoryIsGiven()) {
            warn("--kernel-memory is ignored: no kernel has limited it apart since Linux 5.4");
        }
        runtime.update(id, resources());
        return 0;
    }

    private LinuxResources resources() {
        if (resources == null) {
            if (!limits.given()) {
                throw new ContainerException(
                        ErrorCode.INVALID_SPEC, "update needs --resources, or a limit such as --memory 512M");
            }
            return limits.resources();
        }
        if (limits.given()) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC, "--resources must not be given beside limits of their own flags");
        }
        return resources.equals(STANDARD_INPUT)
                ? SpecReader.readResources("standard input", System.in)
                : new SpecReader(Syscalls.linux()).readResources(Path.of(resources));
    }

    /** No container has a group of its own in resctrl, so that there is nothing to change. */
    private void refuseCacheControl() {
        if (l3CacheSchema != null || memBwSchema != null) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "--l3-cache-schema and --mem-bw-schema need a container that was made with linux.intelRdt");
        }
    }

    private void warn(String message) {
        err().println("nodens: WARNING: " + message);
    }
}
