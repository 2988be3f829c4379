package dev.nodens.runtime.plan;

import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Root;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecValidator;
import dev.nodens.runtime.spec.UnixPath;
import java.util.List;
import java.util.Optional;

/**
 * Paths that a Spec says as the host has them and that lie in the container's root. runc takes such a destination as one in
 * the container, and finds under such a source what was mounted there before; so its callers may say either.
 *
 * @param root absolute path of the host; empty = no directory of the host is the root
 */
record RootPaths(String root) {

    static RootPaths of(Spec spec, PlanContext context) {
        Root root = spec.root();
        if (root == null || context.options().overlay().isPresent()) {
            return new RootPaths("");
        }
        String path = context.inBundle("root.path", root.path());
        return new RootPaths(path.equals("/") ? "" : path);
    }

    /** The path in the container, of one that lies below its root on the host. */
    Optional<String> inside(String path) {
        return !root.isEmpty() && path.startsWith(root + "/")
                ? Optional.of(path.substring(root.length()))
                : Optional.empty();
    }

    /** The Spec with every destination as the container has it; a rule that it breaks then is broken. */
    static Spec translated(Spec spec, PlanContext context) {
        RootPaths paths = of(spec, context);
        List<Mount> mounts = spec.mounts().stream().map(paths::translated).toList();
        if (mounts.equals(spec.mounts())) {
            return spec;
        }
        Spec translated = spec.with(draft -> draft.mounts = mounts);
        SpecValidator.validate(translated);
        return translated;
    }

    private Mount translated(Mount mount) {
        return inside(UnixPath.inContainer(mount.destination()))
                .map(destination -> new Mount(
                        destination,
                        mount.type(),
                        mount.source(),
                        mount.options(),
                        mount.uidMappings(),
                        mount.gidMappings()))
                .orElse(mount);
    }
}
