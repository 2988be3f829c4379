package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.cgroup.CgroupLayout.Hybrid;
import dev.nodens.runtime.cgroup.CgroupLayout.Legacy;
import dev.nodens.runtime.cgroup.CgroupLayout.Unified;
import dev.nodens.runtime.cgroup.CgroupLayout.V1Hierarchy;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cgroups below a container's own that one more process of it is to be in; they must exist.
 *
 * @param paths below the container's cgroup, by controller; {@link #UNIFIED} is that of v2
 */
public record SubCgroups(Map<String, String> paths) {

    public static final SubCgroups NONE = new SubCgroups(Map.of());

    private static final String UNIFIED = "";

    public SubCgroups {
        paths = Map.copyOf(paths);
    }

    /** From {@code PATH}, alone, for v2; or any number of {@code CONTROLLER[,CONTROLLER…]:PATH} for v1. */
    public static SubCgroups parse(List<String> arguments) {
        Map<String, String> paths = new LinkedHashMap<>();
        for (String argument : arguments) {
            int colon = argument.indexOf(':');
            if (colon < 0 && arguments.size() > 1) {
                throw refused(argument, "has no \"controller:\" before the path, as each of several must");
            }
            String controllers = colon < 0 ? UNIFIED : argument.substring(0, colon);
            for (String controller : controllers.split(",", -1)) {
                if (colon >= 0 && controller.isEmpty()) {
                    throw refused(argument, "has an empty controller");
                }
                if (paths.putIfAbsent(controller, argument.substring(colon + 1)) != null) {
                    throw refused(argument, "names controller \"" + controller + "\" once more");
                }
            }
        }
        return new SubCgroups(paths);
    }

    /** The container's directories, but where another one was asked for that. */
    public List<CgroupRef> below(List<CgroupRef> own, CgroupLayout layout) {
        List<V1Hierarchy> v1 = v1(layout);
        paths.keySet().forEach(controller -> requireController(controller, layout));
        return own.stream().map(ref -> below(ref, v1)).toList();
    }

    private CgroupRef below(CgroupRef ref, List<V1Hierarchy> v1) {
        return ref.version() == 2
                ? below(ref, UNIFIED)
                : v1.stream()
                        .filter(hierarchy ->
                                ref.path().startsWith(hierarchy.mount().mountPoint()))
                        .flatMap(hierarchy -> hierarchy.controllers().stream())
                        .filter(paths::containsKey)
                        .findFirst()
                        .map(controller -> below(ref, controller))
                        .orElse(ref);
    }

    private CgroupRef below(CgroupRef ref, String controller) {
        String path = paths.getOrDefault(controller, "");
        Path directory = ref.path().resolve("./" + path).normalize();
        if (!directory.startsWith(ref.path())) {
            throw refused(path, "is not a sub cgroup path");
        }
        return new CgroupRef(ref.version(), directory);
    }

    private static void requireController(String controller, CgroupLayout layout) {
        boolean known = controller.equals(UNIFIED)
                ? !(layout instanceof Legacy)
                : v1(layout).stream()
                        .anyMatch(hierarchy -> hierarchy.controllers().contains(controller));
        if (!known) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    controller.equals(UNIFIED)
                            ? "--cgroup needs \"controller:\" before the path: this host has no cgroup v2"
                            : "--cgroup: unknown controller \"" + controller + "\"");
        }
    }

    private static List<V1Hierarchy> v1(CgroupLayout layout) {
        return switch (layout) {
            case Unified _ -> List.of();
            case Legacy legacy -> legacy.v1();
            case Hybrid hybrid -> hybrid.v1();
        };
    }

    private static ContainerException refused(String argument, String why) {
        return new ContainerException(ErrorCode.INVALID_SPEC, "--cgroup \"" + argument + "\" " + why);
    }
}
