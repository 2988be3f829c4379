package dev.nodens.runtime;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a container is written to files.
 *
 * @param images the directory for them; made where it is missing
 * @param work the directory for criu's log and its temporary files; empty = {@code images}
 * @param parent the files of an earlier pre-dump, as a path that starts at {@code images}; only memory that was written since
 *     is written again
 * @param pageServer who gets the memory instead of {@code images}, or with LAZY_PAGES where it can be fetched
 * @param statusFd descriptor of this process that a zero byte is written to when lazy pages can be fetched
 */
public record CheckpointOptions(
        Path images,
        Optional<Path> work,
        Set<Flag> flags,
        Cgroups cgroups,
        Optional<String> parent,
        Optional<PageServer> pageServer,
        OptionalInt statusFd) {

    public CheckpointOptions {
        flags = Set.copyOf(flags);
    }

    /** What may be done, and what may be found; criu refuses a container that has more than it was told to expect. */
    public enum Flag {
        /** The container goes on afterwards; else it has ended. */
        LEAVE_RUNNING,
        /** Only its memory is written, and it goes on. */
        PRE_DUMP,
        TCP_ESTABLISHED,
        /** Connections that are only being made are left out. */
        TCP_SKIP_IN_FLIGHT,
        EXTERNAL_UNIX_SOCKETS,
        /** It belongs to a session, or has a terminal, from outside. */
        SHELL_JOB,
        FILE_LOCKS,
        /** Files that were unlinked get a name for as long as the container is away. */
        LINK_REMAP,
        /** What a later image replaces is punched out of the earlier one. */
        AUTO_DEDUP,
        /** Memory is fetched when it is touched. */
        LAZY_PAGES
    }

    /** Which of a container's cgroups are made again, and with which limits (criu's {@code --manage-cgroups}). */
    public enum Cgroups {
        DEFAULT,
        SOFT,
        FULL,
        STRICT,
        IGNORE
    }

    /** An address and a port of TCP. */
    public record PageServer(String address, int port) {}

    /** Writes the container to a directory and ends it. */
    public static CheckpointOptions to(Path images) {
        return new CheckpointOptions(
                images,
                Optional.empty(),
                Set.of(),
                Cgroups.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
    }

    /** The same with these flags. */
    public CheckpointOptions with(Set<Flag> asked) {
        return new CheckpointOptions(images, work, asked, cgroups, parent, pageServer, statusFd);
    }
}
