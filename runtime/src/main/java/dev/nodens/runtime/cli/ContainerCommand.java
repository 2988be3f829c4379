package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A verb that is about one container. */
@Command(mixinStandardHelpOptions = true)
abstract class ContainerCommand implements Callable<Integer> {

    @ParentCommand
    @Nullable
    NodensCommand nodens;

    @Spec
    @Nullable
    CommandSpec command;

    @Parameters(index = "0", paramLabel = "ID", description = "the container's id")
    private String id = "";

    /** Does it; the result is the exit code. */
    abstract int call(LinuxContainerRuntime runtime, ContainerId id) throws Exception;

    @Override
    public Integer call() throws Exception {
        // Checked before anything is opened, because ids become paths.
        ContainerId container = new ContainerId(id);
        try (LinuxContainerRuntime runtime = Objects.requireNonNull(nodens).open()) {
            return call(runtime, container);
        }
    }

    PrintWriter err() {
        return Objects.requireNonNull(command).commandLine().getErr();
    }

    /** Tells what was done, where {@code --debug} asks for that. */
    void tell(String done) {
        Objects.requireNonNull(nodens).tell(done);
    }

    /** Whether systemd is to make cgroups. */
    boolean systemdCgroup() {
        return Objects.requireNonNull(nodens).systemdCgroup();
    }

    PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }
}
