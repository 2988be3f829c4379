package dev.nodens.runtime.cli;

import dev.nodens.runtime.CheckpointOptions;
import dev.nodens.runtime.CheckpointOptions.Flag;
import dev.nodens.runtime.CheckpointOptions.PageServer;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "checkpoint",
        description = "Writes a running container to files, by criu, and removes it unless it is to go on.",
        footer = {
            "",
            "Examples: nodens checkpoint --image-path /srv/web.criu web",
            "          nodens checkpoint --leave-running --image-path /srv/web.criu web"
        })
final class CheckpointCommand extends ContainerCommand {

    @Mixin
    private CriuArguments criu = new CriuArguments();

    @Option(names = "--leave-running", description = "let the container go on")
    private boolean leaveRunning;

    @Option(names = "--pre-dump", description = "write memory only, and let the container go on")
    private boolean preDump;

    @Option(
            names = "--parent-path",
            paramLabel = "DIR",
            description = "files of an earlier pre-dump, as seen from the image path")
    private @Nullable String parentPath;

    @Option(names = "--tcp-skip-in-flight", description = "leave out connections of TCP that are only being made")
    private boolean tcpSkipInFlight;

    @Option(names = "--link-remap", description = "give files that were unlinked a name meanwhile")
    private boolean linkRemap;

    @Option(names = "--page-server", paramLabel = "ADDRESS:PORT", description = "who gets the memory, or serves it")
    private @Nullable String pageServer;

    @Option(
            names = "--status-fd",
            paramLabel = "N",
            description = "descriptor that a zero byte is written to when lazy pages are served")
    private @Nullable Integer statusFd;

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) throws InterruptedException {
        CheckpointOptions options = new CheckpointOptions(
                criu.images(),
                criu.work(),
                flags(),
                criu.cgroups(),
                Optional.ofNullable(parentPath),
                Optional.ofNullable(pageServer).map(CheckpointCommand::pageServer),
                statusFd == null ? OptionalInt.empty() : OptionalInt.of(statusFd));
        runtime.checkpoint(id, options);
        if (!leaveRunning && !preDump) {
            runtime.delete(id, true);
        }
        return 0;
    }

    private Set<Flag> flags() {
        Set<Flag> flags = criu.flags();
        CriuArguments.add(flags, Flag.LEAVE_RUNNING, leaveRunning);
        CriuArguments.add(flags, Flag.PRE_DUMP, preDump);
        CriuArguments.add(flags, Flag.TCP_SKIP_IN_FLIGHT, tcpSkipInFlight);
        CriuArguments.add(flags, Flag.LINK_REMAP, linkRemap);
        return flags;
    }

    private static PageServer pageServer(String text) {
        int colon = text.lastIndexOf(':');
        try {
            if (colon > 0) {
                return new PageServer(text.substring(0, colon), Integer.parseUnsignedInt(text.substring(colon + 1)));
            }
        } catch (NumberFormatException notANumber) {
            // told with the other mistakes
        }
        throw new ContainerException(
                ErrorCode.INVALID_SPEC, "--page-server must be ADDRESS:PORT, found \"" + text + "\"");
    }
}
