package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.UnixPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "mounts",
        description = "Adds mounts to a running container and takes them away; they last as long as it runs.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: nodens mounts add web --source /srv/data --destination /data --options ro"})
final class MountsCommand implements Runnable {

    @ParentCommand
    private @Nullable NodensCommand nodens;

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(command).commandLine(), "add or remove is missing");
    }

    @Command(
            name = "add",
            description = "Mounts a directory or file of the host, or a new file system.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(index = "0", paramLabel = "ID", description = "the container's id") String id,
            @Option(
                            names = "--destination",
                            paramLabel = "DIR",
                            required = true,
                            description = "where, inside the container")
                    String destination,
            @Option(
                            names = "--source",
                            paramLabel = "PATH",
                            description = "what of the host, for a bind mount; else the file system's source word")
                    @Nullable
                    String source,
            @Option(
                            names = "--type",
                            paramLabel = "TYPE",
                            description = "file system, such as tmpfs; without it a bind mount")
                    @Nullable
                    String type,
            @Option(names = "--options", paramLabel = "OPTION", split = ",", description = "as in config.json")
                    @Nullable
                    List<String> options) {
        Mount mount = mount(destination, source, type, options == null ? List.of() : options);
        return with(id, (runtime, container) -> runtime.addMount(container, mount));
    }

    @Command(
            name = "remove",
            description = "Takes away what was added at a destination; fails while it is in use.",
            mixinStandardHelpOptions = true)
    int remove(
            @Parameters(index = "0", paramLabel = "ID", description = "the container's id") String id,
            @Option(
                            names = "--destination",
                            paramLabel = "DIR",
                            required = true,
                            description = "where, inside the container")
                    String destination) {
        return with(id, (runtime, container) -> runtime.removeMount(container, destination));
    }

    private static Mount mount(
            String destination, @Nullable String source, @Nullable String type, List<String> options) {
        boolean bind = type == null || type.equals("bind");
        List<String> all = new ArrayList<>(options);
        if (bind && !options.contains("bind") && !options.contains("rbind")) {
            all.add("rbind");
        }
        String from = bind && source != null
                ? UnixPath.resolve(Path.of("").toAbsolutePath().toString(), source)
                : source;
        return new Mount(destination, bind ? "bind" : type, from, all, List.of(), List.of());
    }

    private interface Action {
        void on(LinuxContainerRuntime runtime, ContainerId container);
    }

    private int with(String id, Action action) {
        ContainerId container = new ContainerId(id);
        try (LinuxContainerRuntime runtime = Objects.requireNonNull(nodens).open()) {
            action.on(runtime, container);
            return 0;
        }
    }
}
