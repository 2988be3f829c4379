package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerSnapshot;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = "Lists the containers of the state root.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: nodens list --format json"})
final class ListCommand implements Callable<Integer> {

    private static final List<String> TITLE = List.of("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");

    @ParentCommand
    private @Nullable NodensCommand nodens;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "table or json (${DEFAULT-VALUE})")
    private OutputFormat format = OutputFormat.TABLE;

    @Option(
            names = {"-q", "--quiet"},
            description = "print ids only")
    private boolean quiet;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
        try (LinuxContainerRuntime runtime = Objects.requireNonNull(nodens).open()) {
            List<ContainerSnapshot> containers = runtime.list();
            if (quiet) {
                containers.forEach(container -> out.println(container.id()));
                return 0;
            }
            List<OciState> states = containers.stream()
                    .map(container -> OciState.of(runtime, container))
                    .toList();
            switch (format) {
                case TABLE ->
                    new Table(Stream.concat(Stream.of(TITLE), states.stream().map(ListCommand::row))
                                    .toList())
                            .print(out);
                case JSON -> out.println(OciState.line(states));
            }
            return 0;
        }
    }

    private static List<String> row(OciState state) {
        return List.of(
                state.id(),
                Integer.toString(state.pid()),
                state.status(),
                state.bundle(),
                state.created(),
                state.owner());
    }
}
