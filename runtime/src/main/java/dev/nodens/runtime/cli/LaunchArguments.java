package dev.nodens.runtime.cli;

import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.Stdin;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.container.OciOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of create and run. */
final class LaunchArguments {

    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "DIR",
            description = "the bundle: config.json and what it names (${DEFAULT-VALUE})")
    private Path bundle = Path.of(".");

    @Option(names = "--pid-file", paramLabel = "FILE", description = "write the process's pid there")
    private @Nullable Path pidFile;

    @Option(
            names = "--console-socket",
            paramLabel = "SOCKET",
            description = "Unix socket that gets the terminal's master side")
    private @Nullable Path consoleSocket;

    @Option(names = "--no-pivot", description = "enter the root by chroot, where pivot_root can't be used")
    private boolean noPivot;

    @Option(names = "--no-new-keyring", description = "keep the session keyring")
    private boolean noNewKeyring;

    @Option(
            names = "--preserve-fds",
            paramLabel = "N",
            description = "keep this many descriptors from 3 on open (${DEFAULT-VALUE})")
    private int preserveFds;

    Spec spec() {
        return new SpecReader(Syscalls.linux()).read(bundlePath().resolve("config.json"));
    }

    LaunchOptions options(Supervision supervision) {
        return new LaunchOptions(
                supervision, Optional.of(bundlePath()), Optional.empty(), Stdin.NULL_DEVICE, Optional.empty());
    }

    OciOptions oci() {
        if (preserveFds < 0) {
            throw invalid("--preserve-fds " + preserveFds + " must be 0 or more");
        }
        return new OciOptions(Optional.ofNullable(consoleSocket), preserveFds, !noPivot, !noNewKeyring);
    }

    Optional<Path> pidFile() {
        return Optional.ofNullable(pidFile);
    }

    /** A terminal's master side needs somebody who holds it: ourselves, or whoever listens at the console socket. */
    void checkTerminal(@Nullable Process process, boolean detached) {
        boolean terminal = process != null && process.terminal();
        if (terminal && detached && consoleSocket == null) {
            throw invalid(
                    "process.terminal is true: --console-socket must say who gets the terminal, since nodens leaves");
        }
        if (consoleSocket != null && !(terminal && detached)) {
            throw invalid("--console-socket needs process.terminal, and a nodens that leaves");
        }
    }

    private Path bundlePath() {
        return bundle.toAbsolutePath().normalize();
    }

    private static ContainerException invalid(String message) {
        return new ContainerException(ErrorCode.INVALID_SPEC, message);
    }
}
