package dev.nodens.runtime.plan;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.seccomp.SeccompProgram;
import dev.nodens.runtime.spec.Found;
import dev.nodens.runtime.spec.UnixPath;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan needs besides the Spec.
 *
 * @param stateDirectory the container's, as this process sees it
 * @param cgroups those that the container and its monitor are to join
 * @param seccomp the Spec's filter, compiled; null = none
 */
public record PlanContext(
        ContainerId id,
        LaunchOptions options,
        Path stateDirectory,
        Host host,
        CgroupPlan cgroups,
        @Nullable SeccompProgram seccomp,
        Switches switches) {

    /**
     * A path of the host that a Spec names: a relative one starts at the bundle.
     *
     * @param field of the Spec, for the error where there is no bundle
     */
    String inBundle(String field, String path) {
        if (path.startsWith("/")) {
            return UnixPath.resolve("/", path);
        }
        return options.bundle()
                .map(bundle -> UnixPath.resolve(bundle.toAbsolutePath().toString(), path))
                .orElseThrow(() -> new ContainerException(
                        ErrorCode.INVALID_SPEC,
                        "$." + field + ": must be absolute where there is no bundle, found " + Found.quoted(path)));
    }

    /**
     * What an OCI runtime's caller may ask for on the command line.
     *
     * @param pivotRoot false = --no-pivot
     * @param bareMounts of the host: see {@link RootPlan}
     * @param newKeyring false = --no-new-keyring
     * @param preserveFds how many descriptors from 3 on stay open
     * @param consoleFd descriptor, as native-init inherits it, of a socket that gets the pty's master side; null = none
     */
    public record Switches(
            boolean pivotRoot,
            List<String> bareMounts,
            boolean newKeyring,
            int preserveFds,
            @Nullable Integer consoleFd) {

        public static final Switches DEFAULT = new Switches(true, List.of(), true, 0, null);

        public Switches {
            bareMounts = List.copyOf(bareMounts);
        }
    }
}
