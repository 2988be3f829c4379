package dev.nodens.agent.rootfs;

import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import dev.nodens.runtime.LaunchOptions.OverlayRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Says what a container's root is made of. A folder needs nothing made; its overlay lives in the container's mount namespace. */
public final class RootfsProvider {

    private static final Path HOST = Path.of("/");

    private final Path scratch;

    /** @param scratch an empty folder of the host for overlays to mount on */
    public RootfsProvider(Path scratch) {
        this.scratch = scratch;
    }

    /**
     * {@code /} is never bound: what the container wrote would be the host's. Any other folder is bound, and belongs to the
     * container.
     */
    public Rootfs of(ContainerSpecSpec spec) {
        Path path = Path.of(Objects.requireNonNull(
                        Objects.requireNonNull(spec.rootfs()).path()))
                .normalize();
        Optional<OverlayRoot> overlay =
                path.equals(HOST) ? Optional.of(new OverlayRoot(List.of(path), scratch)) : Optional.empty();
        return new Rootfs(path, readonly(spec), overlay);
    }

    private static boolean readonly(ContainerSpecSpec spec) {
        boolean byRootfs =
                Boolean.TRUE.equals(Objects.requireNonNull(spec.rootfs()).readOnly());
        return byRootfs
                || spec.securityContext() != null
                        && Boolean.TRUE.equals(spec.securityContext().readOnlyRootFilesystem());
    }
}
