package dev.nodens.agent.oci;

import dev.nodens.agent.rootfs.Rootfs;
import dev.nodens.runtime.spec.Mount;
import java.util.List;

/** What was made on the host for a container: its root, and what is mounted into it. */
public record Prepared(Rootfs rootfs, List<Mount> mounts) {

    public Prepared {
        mounts = List.copyOf(mounts);
    }
}
