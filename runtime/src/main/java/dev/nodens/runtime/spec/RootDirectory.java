package dev.nodens.runtime.spec;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The check of {@code root.path} that {@link SpecValidator} leaves to who can look: so that what is missing is said in
 * words, before anything is made. native-init opens it anew and trusts nothing of what was seen here.
 */
public final class RootDirectory {

    private RootDirectory() {}

    /**
     * Throws ROOTFS_NOT_FOUND where it is missing or no directory. A symbolic link is refused wherever it stands in the
     * path: who may change it chooses the directory that mounts are made in.
     *
     * @param text absolute and normalized, as this process sees it
     */
    public static void require(String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException _) {
            return; // a name that this JVM's locale has no bytes for: native-init can look, and will tell
        }
        require(path);
    }

    private static void require(Path path) {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            String found = Files.isSymbolicLink(path)
                    ? "a symbolic link"
                    : Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? "another kind of file" : "nothing";
            throw refusal(path, found);
        }
        Path real = real(path);
        if (!real.equals(path)) {
            throw refusal(path, "a symbolic link to \"" + real + "\"");
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            throw refusal(path, "nothing");
        }
    }

    private static ContainerException refusal(Path path, String found) {
        return new ContainerException(
                ErrorCode.ROOTFS_NOT_FOUND,
                "$.root.path: must be a directory, found " + found + " at \"" + path + "\"");
    }
}
