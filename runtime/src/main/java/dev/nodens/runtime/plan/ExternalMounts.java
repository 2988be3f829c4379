package dev.nodens.runtime.plan;

import dev.nodens.runtime.mount.MountKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a container has mounted of its host: not written to files with the rest of it, but bound again.
 *
 * @param sources path on the host by mount point
 * @param maskedPaths where the host's {@code /dev/null} may be mounted
 */
public record ExternalMounts(Map<String, String> sources, List<String> maskedPaths) {

    /** What lies over a masked file. */
    public static final String MASK = "/dev/null";

    public ExternalMounts {
        maskedPaths = List.copyOf(maskedPaths);
    }

    /**
     * Those of a root.
     *
     * @param place where in the container a destination leads
     */
    public static ExternalMounts of(RootPlan root, UnaryOperator<String> place) {
        Map<String, String> sources = new LinkedHashMap<>();
        root.mounts().stream()
                .filter(mount -> mount.kind() == MountKind.BIND)
                .forEach(mount -> sources.put(place.apply(mount.target()), mount.source()));
        root.devices().forEach(device -> sources.putIfAbsent(device.path(), device.path()));
        return new ExternalMounts(sources, root.maskedPaths());
    }
}
