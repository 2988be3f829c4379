package dev.nodens.runtime.plan;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.namespace.IdMapping;
import dev.nodens.runtime.namespace.IdMappings;
import dev.nodens.runtime.plan.NamespacePlan.MapTools;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who writes the maps of a new user namespace: native-init, or a tool that may write more than this process's user. */
final class IdMapPlanner {

    private IdMapPlanner() {}

    /** Root writes any map; another user only the one line that is its own id, and newuidmap and newgidmap the others. */
    static MapTools tools(IdMappings mappings, Optional<OrdinaryUser> caller) {
        return caller.filter(user -> user.uid() != 0)
                .map(user -> new MapTools(
                        tool("uid", mappings.uids(), user.uid(), user.newuidmap()),
                        tool("gid", mappings.gids(), user.gid(), user.newgidmap())))
                .orElse(MapTools.NONE);
    }

    private static @Nullable String tool(String kind, List<IdMapping> map, long own, Optional<String> tool) {
        if (map.isEmpty() || IdMappings.isOwn(map, own)) {
            return null;
        }
        return tool.orElseThrow(() -> new ContainerException(
                ErrorCode.UNSUPPORTED,
                "$.linux." + kind + "Mappings: must be one line of size 1 with hostID " + own
                        + ", this user's own, where no" + " new" + kind + "map is in PATH"));
    }
}
