package dev.nodens.runtime.systemd;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The unit that holds a container (systemd.scope(5)) and the slice that it is in.
 *
 * @param slice such as {@code machine.slice}; {@code -.slice} is the topmost
 * @param unit such as {@code nodens-web.scope}
 */
public record ScopeName(String slice, String unit) {

    /** systemd.unit(5), "String Escaping": what a unit's name may hold, without the backslash that escapes the rest. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9:_.@-]{0,240}");

    private static final Pattern SLICE = Pattern.compile("(-|[A-Za-z0-9:_.@]+(-[A-Za-z0-9:_.@]+)*)\\.slice");

    /**
     * The unit of a container.
     *
     * @param cgroupsPath {@code linux.cgroupsPath} as {@code slice:prefix:name}; without a slice it is the bus's usual one
     * @param user whether the user's own systemd is asked
     */
    public static ScopeName of(Optional<String> cgroupsPath, ContainerId id, boolean user) {
        String usual = user ? "user.slice" : "system.slice";
        String given = cgroupsPath.filter(path -> !path.isEmpty()).orElse(usual + ":nodens:" + id);
        String[] parts = given.split(":", -1);
        if (parts.length != 3 || parts[2].isEmpty()) {
            throw refused(given, "must be slice:prefix:name where systemd makes the cgroup");
        }
        String slice = parts[0].isEmpty() ? usual : parts[0];
        if (!SLICE.matcher(slice).matches()) {
            throw refused(given, "must start with the name of a slice, such as \"machine.slice\"");
        }
        if (!NAME.matcher(parts[1] + parts[2]).matches()) {
            throw refused(given, "must have only letters, digits and any of : _ . @ - in its prefix and name");
        }
        String prefix = parts[1].isEmpty() ? "" : parts[1] + "-";
        return new ScopeName(slice, prefix + parts[2] + ".scope");
    }

    /**
     * Where systemd puts it: a slice {@code a-b.slice} is in {@code a.slice}.
     *
     * @param top the cgroup of systemd's own tree, such as {@code /}
     */
    public CgroupPath path(String top) {
        StringBuilder path = new StringBuilder(top);
        String stem = slice.substring(0, slice.length() - ".slice".length());
        for (int dash = stem.indexOf('-', 1); dash > 0; dash = stem.indexOf('-', dash + 1)) {
            path.append('/').append(stem, 0, dash).append(".slice");
        }
        if (!stem.equals("-")) {
            path.append('/').append(slice);
        }
        return new CgroupPath("/" + path.append('/').append(unit));
    }

    private static ContainerException refused(String found, String rule) {
        return new ContainerException(
                ErrorCode.INVALID_SPEC, "$.linux.cgroupsPath: \"" + found.replaceAll("\\p{Cntrl}", "?") + "\" " + rule);
    }
}
