package dev.nodens.runtime.container;

import dev.nodens.runtime.CheckpointOptions.Cgroups;
import dev.nodens.runtime.CheckpointOptions.Flag;
import dev.nodens.runtime.criu.CriuOption;
import dev.nodens.runtime.criu.CriuRequest;
import dev.nodens.runtime.namespace.NamespaceType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What both ways, to files and back, say to criu alike. */
final class CriuWords {

    /** A file with criu's options for this container alone; runc's and crun's word. Empty = none is read. */
    private static final String CONFIG_ANNOTATION = "org.criu.config";

    private static final Path OWN_CONFIG = Path.of("/etc/criu/nodens.conf");
    private static final Path RUNC_CONFIG = Path.of("/etc/criu/runc.conf");

    private static final int VERBOSE = 4;

    private CriuWords() {}

    /** criu's options that a container of any kind has. */
    static CriuRequest request(CriuRequest.Kind kind, String log, Cgroups cgroups, Set<Flag> flags) {
        CriuRequest request = new CriuRequest(kind)
                .with(CriuOption.LOG_LEVEL, VERBOSE)
                .with(CriuOption.LOG_FILE, log)
                .with(CriuOption.MANAGE_CGROUPS, true)
                .with(CriuOption.MANAGE_CGROUPS_MODE, mode(cgroups))
                .with(CriuOption.NOTIFY_SCRIPTS, true)
                .with(CriuOption.ORPHAN_PTS_MASTER, true)
                // What is in a new one is made by whoever connects the container, and lo by native-init.
                .with(CriuOption.EMPTY_NS, NamespaceType.NETWORK.cloneFlag());
        flags.stream().sorted().flatMap(flag -> option(flag).stream()).forEach(option -> request.with(option, true));
        return request;
    }

    /** A name for a namespace that is not the container's own, the same on both ways and for runc's images. */
    static String key(NamespaceType type) {
        String file = type.procFile();
        return "extRoot" + Character.toUpperCase(file.charAt(0)) + file.substring(1) + "NS";
    }

    /** The file with more options for criu; those in it count more than ours. */
    static Optional<String> configFile(Map<String, String> annotations) {
        String given = annotations.get(CONFIG_ANNOTATION);
        if (given != null) {
            return Optional.of(given).filter(file -> !file.isEmpty());
        }
        return Stream.of(OWN_CONFIG, RUNC_CONFIG)
                .filter(Files::exists)
                .map(Path::toString)
                .findFirst();
    }

    /** {@code criu_cg_mode} of criu's rpc.proto. */
    private static int mode(Cgroups cgroups) {
        return switch (cgroups) {
            case IGNORE -> 0;
            case SOFT -> 3;
            case FULL -> 4;
            case STRICT -> 5;
            case DEFAULT -> 6;
        };
    }

    private static Optional<CriuOption> option(Flag flag) {
        return switch (flag) {
            case LEAVE_RUNNING -> Optional.of(CriuOption.LEAVE_RUNNING);
            case PRE_DUMP -> Optional.empty();
            case TCP_ESTABLISHED -> Optional.of(CriuOption.TCP_ESTABLISHED);
            case TCP_SKIP_IN_FLIGHT -> Optional.of(CriuOption.TCP_SKIP_IN_FLIGHT);
            case EXTERNAL_UNIX_SOCKETS -> Optional.of(CriuOption.EXT_UNIX_SK);
            case SHELL_JOB -> Optional.of(CriuOption.SHELL_JOB);
            case FILE_LOCKS -> Optional.of(CriuOption.FILE_LOCKS);
            case LINK_REMAP -> Optional.of(CriuOption.LINK_REMAP);
            case AUTO_DEDUP -> Optional.of(CriuOption.AUTO_DEDUP);
            case LAZY_PAGES -> Optional.of(CriuOption.LAZY_PAGES);
        };
    }
}
