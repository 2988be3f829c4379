package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Where the state of containers is where nobody says: on a file system that a reboot empties, and this user's own. */
public final class StateRoot {

    private static final Path RUN = Path.of("/run");
    private static final String PRIVATE = "rwx------";
    private static final int STICKY_PRIVATE = 01700;

    private StateRoot() {}

    /**
     * For root {@code /run/nodens}; for others {@code nodens} in {@code $XDG_RUNTIME_DIR}, or in {@code /run/user/UID} where
     * that is theirs, or else {@code /tmp/nodens-UID}; it is made, or has to be nobody else's.
     */
    public static Path ofThisUser() {
        return of(uid(Path.of("/proc/self/task")), System.getenv());
    }

    static Path of(int uid, Map<String, String> environment) {
        // root of a user namespace may not write there
        if (uid == 0 && Files.isWritable(RUN)) {
            return RUN.resolve("nodens");
        }
        String given = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (given.startsWith("/")) {
            return claim(Path.of(given, "nodens"), uid);
        }
        Path session = Path.of("/run/user", Integer.toString(uid));
        if (Files.isDirectory(session) && uid(session) == uid) {
            return claim(session.resolve("nodens"), uid);
        }
        return claim(Path.of("/tmp", "nodens-" + uid), uid);
    }

    /** Anybody could have made it before in /tmp, to see or to choose what is in it. Sticky: the session's sweeper passes it. */
    static Path claim(Path directory, int uid) {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
            Files.setAttribute(directory, "unix:mode", STICKY_PRIVATE);
        } catch (FileAlreadyExistsException there) {
            requireOwn(directory, uid);
        } catch (IOException failed) {
            throw refused(directory, "can't be made: " + failed.getMessage());
        }
        return directory;
    }

    private static void requireOwn(Path directory, int uid) {
        try {
            boolean own = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && uid(directory) == uid;
            if (!own
                    || !Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)
                            .equals(PosixFilePermissions.fromString(PRIVATE))) {
                throw refused(directory, "must be a directory of this user's with mode 0700");
            }
        } catch (IOException failed) {
            throw refused(directory, "can't be looked at: " + failed.getMessage());
        }
    }

    private static int uid(Path path) {
        try {
            return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException failed) {
            throw refused(path, "can't be looked at: " + failed.getMessage());
        }
    }

    private static ContainerException refused(Path directory, String why) {
        return new ContainerException(
                ErrorCode.UNSUPPORTED, directory + ": " + why + "; say another place by --root or XDG_RUNTIME_DIR");
    }
}
