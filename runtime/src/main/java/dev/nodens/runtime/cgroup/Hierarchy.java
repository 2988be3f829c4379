package dev.nodens.runtime.cgroup;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A cgroup hierarchy as it is mounted somewhere.
 *
 * @param mountPoint its directory, as this process reaches it
 * @param root what of the hierarchy is mounted there, as this process's cgroup namespace counts: {@code /} is all of it,
 *     {@code /../..} too where the namespace starts two levels down, {@code /system.slice} a part of it
 */
public record Hierarchy(Path mountPoint, String root) {

    /** The mount that shows most of the hierarchy first. */
    static final Comparator<Hierarchy> WIDEST_FIRST = Comparator.comparingLong(Hierarchy::levelsDown)
            .thenComparing(Comparator.comparingLong(Hierarchy::levelsUp).reversed());

    /**
     * The directory of a cgroup. Where only a part of the hierarchy is mounted, as in a container on a v1 host, a path that
     * leads there is counted from the top of the hierarchy, and any other from that part.
     */
    public Path directory(CgroupPath path) {
        if (root.equals("/")) {
            return mountPoint.resolve(path.value().substring(1));
        }
        String part = levelsUp() == 0 && levelsDown() > 0 ? root : "";
        String below = path.value().startsWith(part + "/") ? path.value().substring(part.length()) : path.value();
        return mountPoint.resolve(below.substring(1));
    }

    private long levelsUp() {
        return Arrays.stream(root.split("/")).filter(".."::equals).count();
    }

    private long levelsDown() {
        return Arrays.stream(root.split("/"))
                .filter(name -> !name.isEmpty() && !name.equals(".."))
                .count();
    }
}
