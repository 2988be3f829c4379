package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Here so that a caller is told why, and not that there is no such command. */
@Command(
        name = "checkpoint",
        aliases = "restore",
        description = "Not done by this version: writing a running container to files, and starting it from them.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: nodens checkpoint web"})
final class CheckpointCommand implements Callable<Integer> {

    /** The flags of other runtimes: none of them changes the answer. */
    @Unmatched
    private List<String> ignored = new ArrayList<>();

    @Override
    public Integer call() {
        String reason = SearchPath.find("criu")
                .map(CheckpointCommand::unused)
                .orElse("need criu, which is not in PATH, and a version of nodens that uses it");
        throw new ContainerException(ErrorCode.UNSUPPORTED, "checkpoint and restore: " + reason);
    }

    private static String unused(Path criu) {
        return "are not done by this version of nodens; " + criu + " is installed, and not used";
    }
}
