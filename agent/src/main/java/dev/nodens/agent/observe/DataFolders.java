package dev.nodens.agent.observe;

import dev.nodens.runtime.ContainerId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the agent keeps what it knows and makes of each container; all of it below two roots.
 *
 * @param data survives a reboot
 * @param logs output of the containers
 */
public record DataFolders(Path data, Path logs) {

    /** Everything of one container but its output. */
    public Path container(ContainerId id) {
        return data.resolve("containers").resolve(id.value());
    }

    /** What the container wrote to its standard output and error, as CRI log lines. */
    public Path log(ContainerId id) {
        return logs.resolve(id.value()).resolve("container.log");
    }

    /** An empty folder that stays empty: containers mount on it, each in its own mount namespace. */
    public Path scratch() {
        return data.resolve("scratch");
    }

    /** Removes all that is kept of one container. Symbolic links, which may be the container's own, are removed and not followed. */
    public void remove(ContainerId id) throws IOException {
        for (Path folder : List.of(container(id), logs.resolve(id.value()))) {
            if (Files.exists(folder)) {
                Files.walkFileTree(folder, new Removal());
            }
        }
    }

    /** Removes a folder and those in it, as far as there is no file in them. */
    public static void removeEmpty(Path root) throws IOException {
        if (Files.exists(root)) {
            Files.walkFileTree(root, new EmptyRemoval());
        }
    }

    private static final class EmptyRemoval extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            try {
                Files.delete(folder);
            } catch (IOException _) {
                // Not empty, or mounted on: then it is not ours alone.
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
