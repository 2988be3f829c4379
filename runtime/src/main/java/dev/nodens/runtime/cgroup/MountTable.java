package dev.nodens.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mounts of a mount namespace, and which of them a path can still reach. */
public record MountTable(List<MountEntry> entries) {

    public MountTable {
        entries = List.copyOf(entries);
    }

    /**
     * That of a process.
     *
     * @param mountinfo {@code /proc/PID/mountinfo}
     */
    public static MountTable read(Path mountinfo) throws IOException {
        return parse(Files.readString(mountinfo));
    }

    static MountTable parse(String mountinfo) {
        return new MountTable(mountinfo
                .lines()
                .map(MountEntry::parse)
                .flatMap(Optional::stream)
                .toList());
    }

    /**
     * The mounts that are not covered by a later one. The kernel goes on listing what lies under a mount that was made over it
     * or over a directory above it, such as the v1 hierarchies below a cgroup2 mounted on {@code /sys/fs/cgroup}.
     */
    List<MountEntry> reachable() {
        Set<Integer> ids = new HashSet<>();
        entries.forEach(entry -> ids.add(entry.id()));
        return entries.stream()
                .filter(entry -> resolve(entry.mountPoint(), ids)
                        .map(found -> found.id() == entry.id())
                        .orElse(false))
                .toList();
    }

    /** The mount that a path ends in, found as the kernel finds it: at each directory, whatever is mounted there last. */
    private Optional<MountEntry> resolve(String path, Set<Integer> ids) {
        Optional<MountEntry> current = Optional.empty();
        for (String directory : prefixes(path)) {
            Optional<MountEntry> next = mountedAt(directory, current, ids);
            while (next.isPresent()) {
                current = next;
                next = mountedAt(directory, current, ids);
            }
        }
        return current;
    }

    private Optional<MountEntry> mountedAt(String directory, Optional<MountEntry> on, Set<Integer> ids) {
        return entries.stream()
                .filter(entry -> entry.mountPoint().equals(directory))
                .filter(entry -> on.map(below -> entry.parent() == below.id() && entry.id() != below.id())
                        .orElse(!ids.contains(entry.parent()) || entry.parent() == entry.id()))
                .findFirst();
    }

    private static List<String> prefixes(String path) {
        List<String> prefixes = new ArrayList<>(List.of("/"));
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            prefixes.add(path.substring(0, slash));
        }
        if (path.length() > 1) {
            prefixes.add(path);
        }
        return prefixes;
    }
}
