package dev.nodens.runtime.spec;

import static dev.nodens.runtime.namespace.NamespaceType.TIME;
import static dev.nodens.runtime.namespace.NamespaceType.USER;
import static dev.nodens.runtime.spec.Rules.require;

import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** config-linux.md, "Namespaces", "User namespace mappings" and "Offset for Time Namespace". */
final class NamespaceRules {

    private static final String IN_LIST = " in $.linux.namespaces";
    private static final Set<String> CLOCKS = Set.of("monotonic", "boottime");
    private static final long MOST_NANOSECONDS = 999_999_999;

    /** UID_GID_MAP_MAX_EXTENTS since Linux 4.15. */
    private static final int MOST_MAP_LINES = 340;

    private NamespaceRules() {}

    /** Returns those that are right. */
    static Namespaces check(Linux linux, Judge judge) {
        Namespaces namespaces = namespaces(linux.namespaces(), judge);
        judge.check(() -> maps(linux, namespaces));
        judge.check(() -> timeOffsets(linux.timeOffsets(), namespaces));
        return namespaces;
    }

    private static Namespaces namespaces(List<LinuxNamespace> list, Judge judge) {
        List<Namespace> right = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            LinuxNamespace given = list.get(i);
            String field = "linux.namespaces[" + i + "]";
            judge.check(() -> right.add(namespace(field, given, right)));
        }
        return right.stream().reduce(Namespaces.of(), Namespaces::add, (_, last) -> last);
    }

    private static Namespace namespace(String field, LinuxNamespace given, List<Namespace> before) {
        NamespaceType type = type(field + ".type", given.type());
        require(
                before.stream().noneMatch(other -> other.type() == type),
                field + ".type",
                "\"" + type + "\" is given twice");
        if (given.path() != null) {
            Rules.absolutePath(field + ".path", given.path());
            // the bootstrap message parts its paths by commas, as runc's does
            require(given.path().indexOf(',') < 0, field + ".path", "must not contain a comma", given.path());
        }
        return new Namespace(type, given.path());
    }

    private static NamespaceType type(String field, String name) {
        return NamespaceType.ofOciName(name)
                .orElseThrow(() -> Rules.refusal(
                        field,
                        "must be one of "
                                + Arrays.stream(NamespaceType.values())
                                        .map(NamespaceType::ociName)
                                        .sorted()
                                        .collect(Collectors.joining(", "))
                                + ", found " + Found.quoted(name)));
    }

    /** Some callers pass the maps of a user namespace that is joined: native-init compares them with what it has. */
    private static void maps(Linux linux, Namespaces namespaces) {
        map("linux.uidMappings", linux.uidMappings(), namespaces);
        map("linux.gidMappings", linux.gidMappings(), namespaces);
    }

    private static void map(String field, List<LinuxIdMapping> lines, Namespaces namespaces) {
        if (namespaces.creates(USER)) {
            require(!lines.isEmpty(), field, "must be given for a new user namespace");
        }
        require(lines.isEmpty() || namespaces.contains(USER), field, "needs a user namespace" + IN_LIST);
        lines(field, lines);
    }

    /** user_namespaces(7): ranges of a map overlap neither inside nor outside. */
    static void lines(String field, List<LinuxIdMapping> lines) {
        require(
                lines.size() <= MOST_MAP_LINES,
                field,
                "must have at most " + MOST_MAP_LINES + " entries",
                lines.size());
        for (int i = 0; i < lines.size(); i++) {
            LinuxIdMapping line = lines.get(i);
            String at = field + "[" + i + "]";
            Rules.id(at + ".containerID", line.containerID());
            Rules.id(at + ".hostID", line.hostID());
            Rules.range(at + ".size", line.size(), 1, Rules.LAST_ID + 1 - Math.max(line.containerID(), line.hostID()));
            for (int j = 0; j < i; j++) {
                LinuxIdMapping other = lines.get(j);
                Ids inside = new Ids(line.containerID(), line.size());
                Ids outside = new Ids(line.hostID(), line.size());
                String before = "must not overlap the ids of $." + field + "[" + j + "]";
                boolean apart = inside.apart(new Ids(other.containerID(), other.size()));
                require(apart, at + ".containerID", before, inside);
                require(outside.apart(new Ids(other.hostID(), other.size())), at + ".hostID", before, outside);
            }
        }
    }

    private record Ids(long first, long size) {
        boolean apart(Ids other) {
            return first + size <= other.first || other.first + other.size <= first;
        }

        @Override
        public String toString() {
            return first + " to " + (first + size - 1);
        }
    }

    private static void timeOffsets(Map<String, LinuxTimeOffset> offsets, Namespaces namespaces) {
        String field = "linux.timeOffsets";
        require(offsets.isEmpty() || namespaces.creates(TIME), field, "needs a new time namespace" + IN_LIST);
        offsets.forEach((clock, offset) -> {
            require(CLOCKS.contains(clock), field, "must be of the clocks monotonic and boottime", clock);
            Rules.range(field + "." + clock + ".nanosecs", offset.nanosecs(), 0, MOST_NANOSECONDS);
        });
    }
}
