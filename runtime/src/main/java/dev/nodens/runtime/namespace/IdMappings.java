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
        return !gids.isEmpty() && !gids.equals(List.of(new IdMapping(0, callerGid, 1)));
    }

    private static String lines(List<IdMapping> map) {
        return map.stream().map(IdMapping::line).collect(Collectors.joining());
    }
}
