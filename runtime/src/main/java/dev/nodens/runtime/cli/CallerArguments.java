package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What create, run and exec hand back to their caller, and what they take over from it. */
final class CallerArguments {

    @Option(names = "--pid-file", paramLabel = "FILE", description = "write the process's pid there")
    private @Nullable Path pidFile;

    @Option(
            names = "--console-socket",
            paramLabel = "SOCKET",
            description = "Unix socket that gets the terminal's master side")
    private @Nullable Path consoleSocket;

    @Option(names = "--pidfd-socket", paramLabel = "SOCKET", description = "Unix socket that gets the process's pidfd")
    private @Nullable Path pidfdSocket;

    @Option(
            names = "--preserve-fds",
            paramLabel = "N",
            description = "keep this many descriptors from 3 on open (${DEFAULT-VALUE})")
    private int preserveFds;

    Optional<Path> consoleSocket() {
        return Optional.ofNullable(consoleSocket);
    }

    Optional<Path> pidfdSocket() {
        return Optional.ofNullable(pidfdSocket);
    }

    int preserveFds() {
        if (preserveFds < 0) {
            throw invalid("--preserve-fds " + preserveFds + " must be 0 or more");
        }
        return preserveFds;
    }

    void writePidFile(int pid) {
        if (pidFile != null) {
            PidFile.write(pidFile, pid);
        }
    }

    /** A terminal's master side needs somebody who holds it: ourselves, or whoever listens at the console socket. */
    void checkTerminal(boolean terminal, boolean detached) {
        if (terminal && detached && consoleSocket == null) {
            throw invalid(
                    "process.terminal is true: --console-socket must say who gets the terminal, since nodens leaves");
        }
        if (consoleSocket != null && !(terminal && detached)) {
            throw invalid("--console-socket needs process.terminal, and a nodens that leaves");
        }
    }

    private static ContainerException invalid(String message) {
        return new ContainerException(ErrorCode.INVALID_SPEC, message);
    }
}
