package dev.nodens.runtime.namespace;

import dev.nodens.runtime.spec.LinuxIdMapping;
import java.util.List;
import java.util.stream.Collectors;

/** Which ids of the host the ids of a new user namespace are. */
public record IdMappings(List<LinuxIdMapping> uids, List<LinuxIdMapping> gids) {

    public static final IdMappings NONE = new IdMappings(List.of(), List.of());

    public IdMappings {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
    }

    public boolean isEmpty() {
        return uids.isEmpty() && gids.isEmpty();
    }

    /** Lines for {@code /proc/PID/uid_map}; empty where none is to be written. */
    public String uidMap() {
        return lines(uids);
    }

    /** Lines for {@code /proc/PID/gid_map}. */
    public String gidMap() {
        return lines(gids);
    }

    /**
     * Whether setgroups(2) stays allowed in the namespace. A writer without CAP_SETGID over the parent may write one map
     * only, its own gid, and the kernel wants setgroups denied first (user_namespaces(7)); any other map needs that
     * capability or newgidmap, and then setgroups may stay.
     *
     * @param callerGid effective gid of the process that starts native-init
     */
    public boolean keepsSetgroups(long callerGid) {
        return !gids.isEmpty() && !gids.equals(List.of(new LinuxIdMapping(0, callerGid, 1)));
    }

    private static String lines(List<LinuxIdMapping> map) {
        return map.stream()
                .map(line -> line.containerID() + " " + line.hostID() + " " + line.size() + "\n")
                .collect(Collectors.joining());
    }
}
