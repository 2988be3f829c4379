package dev.nodens.runtime.cli;

import dev.nodens.runtime.CheckpointOptions.Cgroups;
import dev.nodens.runtime.CheckpointOptions.Flag;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that checkpoint and restore have in common. */
final class CriuArguments {

    @Option(
            names = "--image-path",
            paramLabel = "DIR",
            description = "the directory of the checkpoint's files (${DEFAULT-VALUE})")
    private Path imagePath = Path.of("checkpoint");

    @Option(names = "--work-path", paramLabel = "DIR", description = "criu's log and temporary files (the image path)")
    private @Nullable Path workPath;

    @Option(names = "--tcp-established", description = "allow connections of TCP")
    private boolean tcpEstablished;

    @Option(names = "--ext-unix-sk", description = "allow Unix sockets whose other end is outside the container")
    private boolean extUnixSk;

    @Option(names = "--shell-job", description = "allow a session or terminal from outside the container")
    private boolean shellJob;

    @Option(names = "--file-locks", description = "allow file locks")
    private boolean fileLocks;

    @Option(names = "--auto-dedup", description = "drop from earlier images what later ones replace")
    private boolean autoDedup;

    @Option(names = "--lazy-pages", description = "fetch memory when it is touched, by userfaultfd")
    private boolean lazyPages;

    @Option(
            names = "--manage-cgroups-mode",
            paramLabel = "MODE",
            description = "which cgroups are made again: soft, full, strict or ignore (soft)")
    private @Nullable CgroupsMode cgroupsMode;

    @Option(
            names = "--empty-ns",
            paramLabel = "TYPE",
            description = "for callers of runc: only \"network\", whose content is left out in any case")
    private List<String> emptyNamespaces = new ArrayList<>();

    /** In criu's words. */
    enum CgroupsMode {
        SOFT,
        FULL,
        STRICT,
        IGNORE
    }

    Path images() {
        for (String type : emptyNamespaces) {
            if (!type.equals("network")) {
                throw new ContainerException(
                        ErrorCode.INVALID_SPEC, "--empty-ns must be \"network\", found \"" + type + "\"");
            }
        }
        return imagePath.toAbsolutePath().normalize();
    }

    Optional<Path> work() {
        return Optional.ofNullable(workPath).map(path -> path.toAbsolutePath().normalize());
    }

    Cgroups cgroups() {
        if (cgroupsMode == null) {
            return Cgroups.DEFAULT;
        }
        return switch (cgroupsMode) {
            case SOFT -> Cgroups.SOFT;
            case FULL -> Cgroups.FULL;
            case STRICT -> Cgroups.STRICT;
            case IGNORE -> Cgroups.IGNORE;
        };
    }

    Set<Flag> flags() {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        add(flags, Flag.TCP_ESTABLISHED, tcpEstablished);
        add(flags, Flag.EXTERNAL_UNIX_SOCKETS, extUnixSk);
        add(flags, Flag.SHELL_JOB, shellJob);
        add(flags, Flag.FILE_LOCKS, fileLocks);
        add(flags, Flag.AUTO_DEDUP, autoDedup);
        add(flags, Flag.LAZY_PAGES, lazyPages);
        return flags;
    }

    static void add(Set<Flag> flags, Flag flag, boolean given) {
        if (given) {
            flags.add(flag);
        }
    }
}
