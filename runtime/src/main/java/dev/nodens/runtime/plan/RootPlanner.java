package dev.nodens.runtime.plan;

import dev.nodens.runtime.LaunchOptions.OverlayRoot;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.mount.MountOption;
import dev.nodens.runtime.mount.MountOption.Effect;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Root;
import dev.nodens.runtime.spec.Spec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The part of a plan that is about the root file system. */
final class RootPlanner {

    private static final int MS_REC = 1 << 14;
    private static final int MS_UNBINDABLE = 1 << 17;
    private static final int MS_PRIVATE = 1 << 18;
    private static final int MS_SLAVE = 1 << 19;

    private RootPlanner() {}

    /** Whether a container's root is a directory in a mount namespace that is not its own. */
    static boolean isInHost(Spec spec, Namespaces namespaces) {
        Root root = spec.root();
        return root != null
                && !namespaces.contains(NamespaceType.MOUNT)
                && !root.path().equals("/");
    }

    /** Null where there is nothing to mount: the root of a mount namespace that is there already is the container's. */
    static @Nullable RootPlan plan(Spec spec, Namespaces namespaces, PlanContext context) {
        boolean inHost = isInHost(spec, namespaces);
        if (!inHost && !namespaces.creates(NamespaceType.MOUNT)) {
            return null;
        }
        Linux linux = NamespacePlanner.linux(spec);
        Root root = Objects.requireNonNull(spec.root());
        MountPlanner.Result mounts = new MountPlanner(spec, namespaces, context).plan();
        Optional<Source> overlay = context.options().overlay().map(RootPlanner::overlay);
        Source source =
                overlay.orElseGet(() -> new Source(null, context.inBundle("root.path", root.path()), "", List.of()));
        if (inHost) {
            requireDirectory(source);
        }
        int propagation = propagation(linux.rootfsPropagation());
        if (!context.switches().pivotRoot() && (propagation & MS_PRIVATE) != 0) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    "$.linux.rootfsPropagation: must not be private without pivot_root: the host's mounts would stay reachable");
        }
        return new RootPlan(
                source.scratch(),
                inHost ? 0 : firstPropagation(propagation),
                finalPropagation(propagation),
                root.readonly(),
                context.switches().pivotRoot() && !inHost,
                inHost,
                inHost ? List.of() : context.switches().bareMounts(),
                source.word(),
                source.fstype(),
                source.options(),
                mounts.mounts(),
                mounts.ownsDev() ? Devices.of(linux) : List.of(),
                mounts.ownsDev() ? Devices.SYMLINKS : List.of(),
                linux.maskedPaths(),
                linux.readonlyPaths());
    }

    /** Nothing is mounted over the root of everybody's, and layers have no place that they could be mounted at. */
    private static void requireDirectory(Source source) {
        if (!source.fstype().isEmpty() || source.word().equals("/")) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    "$.root.path: must lead to a directory below / where no mount namespace is made");
        }
    }

    /** Where a root comes from. */
    private record Source(@Nullable String scratch, String word, String fstype, List<FilesystemOption> options) {}

    private static Source overlay(OverlayRoot root) {
        String lower =
                root.lower().stream().map(layer -> escaped(layer.toString())).collect(Collectors.joining(":"));
        List<FilesystemOption> options = List.of(
                new FilesystemOption("lowerdir", lower),
                new FilesystemOption("upperdir", root.scratch().resolve("upper").toString()),
                new FilesystemOption("workdir", root.scratch().resolve("work").toString()));
        return new Source(
                root.scratch().toString(),
                "overlay",
                "overlay",
                OptionLimits.fitting("root.path of layers", "overlay", options));
    }

    /** A colon parts the layers of overlayfs's lowerdir, and a backslash keeps one from doing so. */
    private static String escaped(String layer) {
        return layer.replace("\\", "\\\\").replace(":", "\\:");
    }

    private static int propagation(@Nullable String name) {
        return name != null && MountOption.of(name).orElseThrow().effect() instanceof Effect.Propagation(int bits)
                ? bits
                : 0;
    }

    /**
     * Before anything is mounted: by default a slave, so that nothing reaches the host and what the host mounts still
     * arrives. What can't be bound could not become the root either, so that comes at the end only.
     */
    private static int firstPropagation(int asked) {
        if (asked == 0) {
            return MS_SLAVE | MS_REC;
        }
        return (asked & MS_UNBINDABLE) != 0 ? MS_PRIVATE | (asked & MS_REC) : asked;
    }

    private static int finalPropagation(int asked) {
        return (asked & MS_PRIVATE) != 0 ? 0 : asked;
    }
}
