package dev.nodens.runtime.namespace;

import java.util.List;
import java.util.stream.Collectors;

/** Which ids of the host the ids of a new user namespace are. */
public record IdMappings(List<IdMapping> uids, List<IdMapping> gids) {

    public static final IdMappings NONE = new IdMappings(List.of(), List.of());

    public IdMappings {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
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
        return !gids.isEmpty() && !isOwn(gids, callerGid);
    }

    /** Whether a map is the one that a process may write without any right: its own id alone, whatever that is inside. */
    public static boolean isOwn(List<IdMapping> map, long id) {
        return map.size() == 1 && map.getFirst().size() == 1 && map.getFirst().hostId() == id;
    }

    private static String lines(List<IdMapping> map) {
        return map.stream().map(IdMapping::line).collect(Collectors.joining());
    }
}
