package dev.nodens.runtime.container;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nodens.runtime.cgroup.MountEntry;
import dev.nodens.runtime.cgroup.MountTable;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the standard streams of a container's process are, in criu's words: {@code pipe:[INODE]} and {@code
 * file[MOUNT:INODE]} come from outside and are replaced when it is restored. Kept beside criu's images, as runc keeps them.
 */
record StandardStreams(List<String> keys) {

    private static final String FILE = "descriptors.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    StandardStreams {
        keys = List.copyOf(keys);
    }

    /** Those of a process that runs. */
    static StandardStreams of(int pid) {
        Path process = Path.of("/proc", Integer.toString(pid));
        try {
            List<Integer> inside = MountTable.read(process.resolve("mountinfo")).entries().stream()
                    .map(MountEntry::id)
                    .toList();
            return new StandardStreams(IntStream.range(0, 3)
                    .mapToObj(descriptor -> key(process, descriptor, inside))
                    .toList());
        } catch (IOException gone) {
            throw new ContainerException(
                    ErrorCode.WRONG_STATE, "process " + pid + " has ended, or can't be looked at", gone);
        }
    }

    /** Of an earlier checkpoint. */
    static StandardStreams read(Path images) {
        Path file = images.resolve(FILE);
        try {
            return new StandardStreams(JSON.readValue(file.toFile(), new TypeReference<List<String>>() {}));
        } catch (IOException unreadable) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    "image path \"" + images + "\": must be the directory of a checkpoint, and " + FILE
                            + " can't be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    void write(Path images) {
        try {
            JSON.writeValue(images.resolve(FILE).toFile(), keys);
        } catch (IOException failed) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    images.resolve(FILE) + ": can't be written: " + failed.getMessage(),
                    failed);
        }
    }

    /** Those that criu would look for in the container and not find. */
    Stream<String> outsideFiles() {
        return keys.stream().filter(key -> key.startsWith("file["));
    }

    /** Whether what a stream was is replaced by what the restorer has under the same number. */
    static boolean isReplaced(String key) {
        return key.startsWith("pipe:") || key.startsWith("file[");
    }

    private static String key(Path process, int descriptor, List<Integer> inside) {
        Path link = process.resolve("fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            int mount = mount(Files.readString(process.resolve("fdinfo/" + descriptor)));
            if (!target.startsWith("/") || inside.contains(mount)) {
                return target;
            }
            long inode = (Long) Files.getAttribute(link, "unix:ino");
            return "file[" + Integer.toHexString(mount) + ":" + Long.toHexString(inode) + "]";
        } catch (IOException closed) {
            return "";
        }
    }

    private static int mount(String fdinfo) {
        return fdinfo.lines()
                .filter(line -> line.startsWith("mnt_id:"))
                .map(line -> Integer.parseInt(line.substring("mnt_id:".length()).strip()))
                .findFirst()
                .orElse(-1);
    }
}
