package dev.nodens.agent.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nodens agent}: its options are settings of the agent, and nothing else is set by them. */
@Command(
        name = "nodens agent",
        mixinStandardHelpOptions = true,
        description =
                "Runs the containers that ContainerSpecs ask for on this node: those of a folder of manifests, or those"
                        + " of the API server.")
public final class AgentCommand {

    @Option(
            names = "--manifests",
            paramLabel = "DIR",
            description = "Run what the manifests in this folder say, and ask no API server.")
    private @Nullable Path manifests;

    @Option(
            names = "--keep",
            description =
                    "Leave the containers running when the agent ends; without it those of --manifests are stopped and"
                            + " removed. Those of an API server are always left.")
    private boolean keep;

    @Option(names = "--node-name", paramLabel = "NAME", description = "Name of this node; default: the host's name.")
    private @Nullable String nodeName;

    @Option(names = "--state-root", paramLabel = "DIR", description = "State of containers; default: /run/nodens.")
    private @Nullable Path stateRoot;

    @Option(names = "--data-root", paramLabel = "DIR", description = "Data of containers; default: /var/lib/nodens.")
    private @Nullable Path dataRoot;

    @Option(names = "--log-root", paramLabel = "DIR", description = "Logs of containers; default: /var/log/nodens.")
    private @Nullable Path logRoot;

    @Option(names = "--port", paramLabel = "PORT", description = "Port for health and metrics; default: 10270.")
    private @Nullable Integer port;

    /** The settings that were given, by the names of {@code AgentConfig}. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "nodens.manifests", absolute(manifests));
        put(settings, "nodens.keep", manifests == null || keep);
        put(settings, "nodens.node-name", nodeName);
        put(settings, "nodens.state-root", absolute(stateRoot));
        put(settings, "nodens.data-root", absolute(dataRoot));
        put(settings, "nodens.log-root", absolute(logRoot));
        put(settings, "quarkus.http.port", port);
        return settings;
    }

    private static void put(Map<String, String> settings, String name, @Nullable Object value) {
        if (value != null) {
            settings.put(name, value.toString());
        }
    }

    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath().normalize();
    }
}
