package dev.nodens.runtime.plan;

import dev.nodens.runtime.mount.MountPlan;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.Namespaces;
import java.util.List;

/**
 * What native-init does to the mounts of a container that runs.
 *
 * @param host namespaces that paths of the host are seen in, where this process lives in others
 * @param joined the container's mount namespace, and its user namespace where it has its own
 * @param unmounts absolute paths in the container, each the place of a mount; after all of {@code mounts}
 */
public record MountingPlan(List<Namespace> host, Namespaces joined, List<MountPlan> mounts, List<String> unmounts) {

    public MountingPlan {
        host = List.copyOf(host);
        mounts = List.copyOf(mounts);
        unmounts = List.copyOf(unmounts);
    }
}
