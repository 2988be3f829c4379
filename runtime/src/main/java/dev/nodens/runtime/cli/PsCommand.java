package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "ps",
        description = "Lists the processes of a container, by their pids on the host.",
        footer = {"", "Example: nodens ps --format json web"})
final class PsCommand extends ContainerCommand {

    private static final List<String> TITLE = List.of("PID", "PPID", "USER", "TIME", "COMMAND");

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "table or json (${DEFAULT-VALUE})")
    private OutputFormat format = OutputFormat.TABLE;

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        List<Integer> pids = runtime.processes(id);
        switch (format) {
            case JSON -> out().println(OciState.json(pids));
            case TABLE ->
                new Table(Stream.concat(Stream.of(TITLE), pids.stream().flatMap(PsCommand::row))
                                .toList())
                        .print(out());
        }
        return 0;
    }

    /** Empty for a process that has ended meanwhile. */
    private static Stream<List<String>> row(int pid) {
        return ProcessHandle.of(pid).stream()
                .map(process -> List.of(
                        Integer.toString(pid),
                        process.parent()
                                .map(ProcessHandle::pid)
                                .map(Object::toString)
                                .orElse("0"),
                        process.info().user().orElse("?"),
                        time(process.info().totalCpuDuration().orElse(Duration.ZERO)),
                        process.info()
                                .commandLine()
                                .or(() -> process.info().command())
                                .orElse("?")));
    }

    private static String time(Duration used) {
        return "%02d:%02d:%02d".formatted(used.toHours(), used.toMinutesPart(), used.toSecondsPart());
    }
}
