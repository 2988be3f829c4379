package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerEvent;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "events",
        description = {
            "Prints what a container uses, and when it runs out of memory, one JSON object a line.",
            "Measures once in every interval until it ends; an event of type \"oom\" comes at once when the out-of-memory",
            "killer has struck in it."
        },
        footer = {
            "",
            "Examples:",
            "  nodens events --stats web | jq .data.memory.usage",
            "  nodens events --interval 500ms web"
        })
final class EventsCommand extends ContainerCommand {

    @Option(names = "--stats", description = "print what it uses now, and leave")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = DurationArgument.class,
            defaultValue = "5s",
            description = "such as 500ms, 5s or 1m30s (${DEFAULT-VALUE})")
    private Duration interval = Duration.ZERO;

    @Override
    int call(LinuxContainerRuntime runtime, ContainerId id) {
        if (once) {
            print(id, new ContainerEvent.Measured(runtime.stats(id)));
        } else {
            runtime.watch(id, interval, event -> print(id, event));
        }
        return 0;
    }

    /** Flushed, since whoever reads it may act on it at once. */
    private void print(ContainerId id, ContainerEvent event) {
        out().println(EventJson.of(id, event));
        out().flush();
    }
}
