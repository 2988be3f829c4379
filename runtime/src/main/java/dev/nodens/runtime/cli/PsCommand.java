package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.cli.ProcessRow.Clock;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ps",
        description = "Lists the processes of a container, by their pids on the host.",
        footer = {
            "",
            "Examples:",
            "  nodens ps web",
            "  nodens ps --format json web",
            "  nodens ps web -o pid,rss,args     as ps(1) prints it"
        })
final class PsCommand extends ContainerCommand {

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "table or json (${DEFAULT-VALUE})")
    private OutputFormat format = OutputFormat.TABLE;

    @Parameters(index = "1..*", paramLabel = "PS-ARGUMENT", description = "arguments for ps(1), which then prints")
    private List<String> arguments = List.of();

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) throws IOException {
        List<Integer> pids = runtime.processes(id);
        switch (format) {
            case JSON -> out().println(OciState.line(pids));
            case TABLE -> printTable(pids);
        }
        return 0;
    }

    private void printTable(List<Integer> pids) throws IOException {
        if (!arguments.isEmpty()) {
            PsProgram.lines(Syscalls.linux(), arguments, Set.copyOf(pids)).forEach(out()::println);
            return;
        }
        Clock clock = Clock.read();
        Stream<List<String>> rows =
                pids.stream().flatMap(pid -> ProcessRow.of(pid, clock).stream()).map(row -> row.columns(clock));
        new Table(Stream.concat(Stream.of(ProcessRow.TITLE), rows).toList()).print(out());
    }
}
