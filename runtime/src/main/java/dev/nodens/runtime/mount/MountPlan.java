package dev.nodens.runtime.mount;

import dev.nodens.runtime.namespace.IdMappings;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One mount, ready to be made.
 *
 * @param attributes of the mount itself
 * @param recursiveAttributes of the whole tree below it
 * @param propagation {@code MS_*} propagation with or without MS_REC; 0 = leave
 * @param ids that map the mount's with IDMAP; none = those of the container's user namespace
 * @param source host path of a BIND, source word of a FILESYSTEM
 * @param target absolute path inside the container
 * @param fstype file system of a FILESYSTEM; else empty
 * @param options of a FILESYSTEM, in order
 */
public record MountPlan(
        MountKind kind,
        Set<MountFlag> flags,
        MountAttributes attributes,
        MountAttributes recursiveAttributes,
        int propagation,
        IdMappings ids,
        String source,
        String target,
        String fstype,
        List<FilesystemOption> options) {

    public MountPlan {
        flags = flags.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(flags));
        options = List.copyOf(options);
    }

    /** One whose ids are not mapped, or as the container's user namespace does. */
    public MountPlan(
            MountKind kind,
            Set<MountFlag> flags,
            MountAttributes attributes,
            MountAttributes recursiveAttributes,
            int propagation,
            String source,
            String target,
            String fstype,
            List<FilesystemOption> options) {
        this(
                kind,
                flags,
                attributes,
                recursiveAttributes,
                propagation,
                IdMappings.NONE,
                source,
                target,
                fstype,
                options);
    }
}
