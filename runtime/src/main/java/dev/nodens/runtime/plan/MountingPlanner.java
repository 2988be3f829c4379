package dev.nodens.runtime.plan;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.mount.MountPlan;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.spec.Found;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecValidator;
import dev.nodens.runtime.spec.UnixPath;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plans mounts of a container that runs. What config.json put in a place stays there and uncovered: taken away or laid over,
 * a mask or a device would no longer be what the container was made with.
 */
public final class MountingPlanner {

    private MountingPlanner() {}

    /**
     * One more mount.
     *
     * @param given the container's
     * @param pid a process of the container, for its namespaces; as native-init's pid namespace counts
     */
    public static MountingPlan add(Spec given, Mount mount, int pid, PlanContext context) {
        Spec spec = RootPaths.translated(given, context);
        Namespaces namespaces = ownMounts(spec);
        SpecValidator.validateMount(mount, namespaces);
        requireFree(spec, UnixPath.inContainer(mount.destination()));
        Unsupported.refuse("cgroup".equals(mount.type()), "mount.type \"cgroup\" in a running container");
        Spec alone = spec.with(s -> s.mounts = List.of(mount));
        Namespaces joined = joined(pid, namespaces);
        List<MountPlan> mounts = new MountPlanner(alone, joined, context).plan().mounts();
        return new MountingPlan(context.host().namespaces(), joined, mounts, List.of());
    }

    /** Takes away the topmost mount at a place. */
    public static MountingPlan remove(Spec given, String destination, int pid, PlanContext context) {
        Spec spec = RootPaths.translated(given, context);
        Namespaces namespaces = ownMounts(spec);
        String path = UnixPath.inContainer(destination);
        requireFree(spec, path);
        return new MountingPlan(context.host().namespaces(), joined(pid, namespaces), List.of(), List.of(path));
    }

    private static Namespaces ownMounts(Spec spec) {
        Namespaces namespaces = NamespacePlanner.namespaces(spec);
        if (!namespaces.creates(NamespaceType.MOUNT)) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "$.linux.namespaces: has no new mount namespace, so that its mounts are not the container's own");
        }
        return namespaces;
    }

    private static void requireFree(Spec spec, String path) {
        if (path.equals("/") || taken(spec).contains(path)) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    "mount destination " + Found.quoted(path) + ": is a place that config.json decides on");
        }
    }

    private static Set<String> taken(Spec spec) {
        Linux linux = NamespacePlanner.linux(spec);
        Stream<String> mounts = spec.mounts().stream().map(Mount::destination);
        Stream<String> devices = Devices.of(linux).stream().map(RootPlan.DevicePlan::path);
        Stream<String> hidden = Stream.concat(linux.maskedPaths().stream(), linux.readonlyPaths().stream());
        return Stream.of(mounts, devices, hidden)
                .flatMap(paths -> paths)
                .map(UnixPath::inContainer)
                .collect(Collectors.toSet());
    }

    private static Namespaces joined(int pid, Namespaces namespaces) {
        List<Namespace> own = namespaces.list().stream()
                .filter(namespace -> namespace.type() == NamespaceType.MOUNT || namespace.type() == NamespaceType.USER)
                .toList();
        return NamespacePlanner.joinedOf(pid, new Namespaces(own));
    }
}
