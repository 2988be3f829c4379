package dev.nodens.runtime.cgroup;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of {@code /proc/PID/mountinfo} (proc_pid_mountinfo(5)).
 *
 * @param root the directory of the file system that is mounted; not {@code /} where a part of it was bound
 * @param options those of the superblock: a v1 hierarchy has its controllers there
 */
public record MountEntry(int id, int parent, String root, String mountPoint, String type, List<String> options) {

    /** id parent device root mountPoint mountOptions optionalField… - type source superOptions. */
    private static final int ROOT = 3;

    private static final int MOUNT_POINT = 4;
    private static final int FIRST_OPTIONAL = 6;

    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    /** The entry of a line; empty where it is not one. */
    static Optional<MountEntry> parse(String line) {
        String[] fields = line.split(" ");
        int dash = Arrays.asList(fields).indexOf("-");
        if (dash < FIRST_OPTIONAL || fields.length < dash + 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(new MountEntry(
                    Integer.parseInt(fields[0]),
                    Integer.parseInt(fields[1]),
                    unescape(fields[ROOT]),
                    unescape(fields[MOUNT_POINT]),
                    fields[dash + 1],
                    List.of(fields[dash + 3].split(","))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The kernel writes space, tab, line feed and backslash as three octal digits. */
    private static String unescape(String field) {
        return OCTAL.matcher(field).replaceAll(match -> {
            char c = (char) Integer.parseInt(match.group(1), 8);
            return c == '\\' ? "\\\\" : String.valueOf(c);
        });
    }
}
