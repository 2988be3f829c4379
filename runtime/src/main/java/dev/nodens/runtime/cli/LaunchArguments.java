package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerSnapshot;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.Stdin;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.container.Activation;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.OciOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of create and run. */
final class LaunchArguments {

    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "DIR",
            description = "the bundle: config.json and what it names (${DEFAULT-VALUE})")
    private Path bundle = Path.of(".");

    @Option(names = "--no-pivot", description = "enter the root by chroot, where pivot_root can't be used")
    private boolean noPivot;

    @Option(names = "--no-new-keyring", description = "keep the session keyring")
    private boolean noNewKeyring;

    @Mixin
    private CallerArguments caller = new CallerArguments();

    /** The bundle's Spec, where it goes together with these flags. */
    Spec spec(boolean detached) {
        Spec spec = new SpecReader(Syscalls.linux()).read(config());
        Process process = spec.process();
        caller.checkTerminal(process != null && process.terminal(), detached);
        return spec;
    }

    LaunchOptions options(Supervision supervision) {
        return new LaunchOptions(
                supervision, Optional.of(bundlePath()), Optional.empty(), Stdin.NULL_DEVICE, Optional.empty());
    }

    OciOptions oci(boolean systemdCgroup) {
        return new OciOptions(
                caller.consoleSocket(),
                caller.pidfdSocket(),
                caller.preserveFds(),
                !noPivot,
                !noNewKeyring,
                Activation.of(System.getenv(), ProcessHandle.current().pid()),
                systemdCgroup);
    }

    /** Does what judges the Spec: what is said of one of its fields is said with the file's name. */
    <T> T naming(Supplier<T> launch) {
        try {
            return launch.get();
        } catch (ContainerException refused) {
            String message = String.valueOf(refused.getMessage());
            if (message.startsWith("$.")) {
                throw new ContainerException(refused.code(), config() + ": " + message, refused);
            }
            throw refused;
        }
    }

    /** What comes after a container runs: who waits for its end gets its exit code. */
    int follow(LinuxContainerRuntime runtime, ContainerSnapshot container, boolean detached, boolean keep)
            throws InterruptedException {
        ContainerId id = container.id();
        try {
            writePidFile(container.state().livePid());
        } catch (RuntimeException failed) {
            runtime.delete(id, true);
            throw failed;
        }
        if (detached) {
            return 0;
        }
        ForwardedSignals.to(signal -> runtime.kill(id, signal, false));
        int code = runtime.await(id).code();
        if (!keep) {
            runtime.delete(id, true);
        }
        return code;
    }

    void writePidFile(int pid) {
        caller.writePidFile(pid);
    }

    private Path config() {
        return bundlePath().resolve("config.json");
    }

    private Path bundlePath() {
        return bundle.toAbsolutePath().normalize();
    }
}
