package dev.nodens.runtime;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * How a container is made from files that {@link ContainerRuntime#checkpoint} has written.
 *
 * @param images the directory with them
 * @param work the directory for criu's log and its temporary files; empty = {@code images}
 * @param flags as they were given to the checkpoint; LEAVE_RUNNING, PRE_DUMP and LINK_REMAP mean nothing here
 * @param lsmProfile {@code apparmor:NAME} or {@code selinux:LABEL} instead of what the files say
 * @param lsmMountContext SELinux context of mounts instead of what the files say
 */
public record RestoreOptions(
        Path images,
        Optional<Path> work,
        Set<CheckpointOptions.Flag> flags,
        CheckpointOptions.Cgroups cgroups,
        Optional<String> lsmProfile,
        Optional<String> lsmMountContext) {

    public RestoreOptions {
        flags = Set.copyOf(flags);
    }

    /** From the files in a directory. */
    public static RestoreOptions from(Path images) {
        return new RestoreOptions(
                images,
                Optional.empty(),
                Set.of(),
                CheckpointOptions.Cgroups.DEFAULT,
                Optional.empty(),
                Optional.empty());
    }

    /** The same with these flags. */
    public RestoreOptions with(Set<CheckpointOptions.Flag> asked) {
        return new RestoreOptions(images, work, asked, cgroups, lsmProfile, lsmMountContext);
    }
}
