package dev.nodens.runtime.explain;

import dev.nodens.runtime.explain.Explanation.Line;
import dev.nodens.runtime.mount.MountFlag;
import dev.nodens.runtime.mount.MountKind;
import dev.nodens.runtime.mount.MountOption;
import dev.nodens.runtime.mount.MountOptions;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is mounted where, and what may be done there. */
final class MountWords {

    private MountWords() {}

    static List<Line> ofRoot(@Nullable Root root, Linux linux) {
        if (root == null) {
            return List.of();
        }
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("/", root.path() + (root.readonly() ? ", read-only" : ", writable")));
        Optional.ofNullable(linux.rootfsPropagation())
                .ifPresent(propagation -> lines.add(new Line("propagation", propagation(propagation))));
        linux.maskedPaths().forEach(path -> lines.add(new Line(path, "hidden")));
        linux.readonlyPaths().forEach(path -> lines.add(new Line(path, "read-only")));
        return lines;
    }

    static List<Line> of(List<Mount> mounts) {
        return mounts.stream().map(MountWords::line).toList();
    }

    private static Line line(Mount mount) {
        MountOptions options = MountOptions.parse(mount.options());
        List<String> words = new ArrayList<>();
        words.add(source(mount, options));
        mount.options().stream()
                .flatMap(option -> MountOption.of(option).stream())
                .forEach(option -> meaning(option).ifPresent(words::add));
        if (!options.data().isEmpty()) {
            words.add(options.data().stream()
                    .map(data -> data.value().isEmpty() ? data.key() : data.key() + "=" + data.value())
                    .collect(Collectors.joining(",", "with ", "")));
        }
        if (!mount.uidMappings().isEmpty()) {
            words.add("ids mapped");
        }
        return new Line(mount.destination(), words.stream().distinct().collect(Collectors.joining(", ")));
    }

    static boolean isBind(Mount mount, MountOptions options) {
        return options.kind() == MountKind.BIND
                || options.kind() == MountKind.FILESYSTEM && "bind".equals(mount.type());
    }

    private static String source(Mount mount, MountOptions options) {
        if (options.kind() == MountKind.REMOUNT) {
            return "what is mounted there, changed";
        }
        if (isBind(mount, options)) {
            boolean tree = options.flags().contains(MountFlag.RECURSIVE);
            return mount.source() + " of the host" + (tree ? " with everything mounted below it" : "");
        }
        return switch (String.valueOf(mount.type())) {
            case "proc" -> "proc: the processes it sees, and the kernel's settings";
            case "sysfs" -> "sysfs: the host's devices and drivers";
            case "tmpfs" -> "tmpfs: files in memory";
            case "devpts" -> "devpts: terminals of its own";
            case "mqueue" -> "mqueue: message queues";
            case "cgroup", "cgroup2" -> "cgroup: its limits and what it has used";
            default -> "a file system of type " + mount.type() + " from " + mount.source();
        };
    }

    /** Empty for what is the usual, or needs no word of its own. */
    private static Optional<String> meaning(MountOption option) {
        return switch (option) {
            case RO -> Optional.of("read-only");
            case RW -> Optional.of("writable");
            case NOSUID -> Optional.of("no set-user-ID");
            case NODEV -> Optional.of("no devices");
            case NOEXEC -> Optional.of("no programs");
            case NOSYMFOLLOW -> Optional.of("symbolic links are not followed");
            case RRO -> Optional.of("read-only with everything below");
            case RNOSUID -> Optional.of("no set-user-ID with everything below");
            case RNODEV -> Optional.of("no devices with everything below");
            case RNOEXEC -> Optional.of("no programs with everything below");
            case PRIVATE, RPRIVATE, SLAVE, RSLAVE, SHARED, RSHARED, UNBINDABLE, RUNBINDABLE ->
                Optional.of(propagation(option.optionName()));
            case SYNC -> Optional.of("written at once");
            case TMPCOPYUP -> Optional.of("starts with what was there");
            case IDMAP, RIDMAP -> Optional.of("ids mapped");
            // access times, and what only undoes another option
            default -> Optional.empty();
        };
    }

    private static String propagation(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "shared", "rshared" -> "mounts made inside appear on the host, and the other way round";
            case "slave", "rslave" -> "mounts made on the host appear inside";
            case "unbindable", "runbindable" -> "can't be bind-mounted elsewhere";
            default -> "mounts stay where they are made";
        };
    }
}
