package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The path of a cgroup below the top of its hierarchy, the same in every hierarchy. It starts with a slash, names at
 * least one directory, and can't lead out of where it starts.
 */
public record CgroupPath(String value) {

    /** Where root's containers without a {@code linux.cgroupsPath} are, and where a relative one starts. */
    public static final CgroupPath CONTAINERS = new CgroupPath("/nodens");

    /** Where the monitors of all containers are: beside the containers, so that a container's limits are its own. */
    public static final CgroupPath MONITORS = new CgroupPath("/nodens.monitors");

    private static final int NAME_MAX = 255;
    private static final int PATH_MAX = 3072;

    public CgroupPath {
        if (!value.startsWith("/")) {
            throw refused(value, "must start with a slash");
        }
        List<String> names = names(value);
        for (String name : names) {
            check(value, name);
        }
        if (names.isEmpty()) {
            throw refused(value, "must name a cgroup below the top of the hierarchy");
        }
        if (value.length() > PATH_MAX) {
            throw refused(value.substring(0, NAME_MAX) + "…", "must have at most " + PATH_MAX + " characters");
        }
        value = "/" + String.join("/", names);
    }

    public CgroupPath child(String name) {
        return new CgroupPath(value + "/" + name);
    }

    /** The directories that lead to this one, the topmost first and this one last. */
    List<String> names() {
        return names(value);
    }

    private static List<String> names(String path) {
        return Arrays.stream(path.split("/"))
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .toList();
    }

    private static void check(String path, String name) {
        if (name.equals("..")) {
            throw refused(path, "must not contain \"..\"");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw refused(path, "must not contain control characters");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_MAX) {
            throw refused(path, "must have at most " + NAME_MAX + " bytes between two slashes");
        }
    }

    private static ContainerException refused(String path, String rule) {
        return new ContainerException(
                ErrorCode.INVALID_SPEC, "$.linux.cgroupsPath: \"" + printable(path) + "\" " + rule);
    }

    private static String printable(String path) {
        return path.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        return value;
    }
}
