package dev.nodens.runtime.plan;

import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.mount.MountPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The root file system and everything in it, in the order in which it is made.
 *
 * @param scratch directory of the host on which a tmpfs for an overlay's writable layer is mounted first; null = none
 * @param propagation {@code MS_*} bits set on / before anything is mounted
 * @param finalPropagation {@code MS_*} bits set on the container's / at the end; 0 = leave
 * @param pivot false = the mount is moved over / and chroot called (--no-pivot)
 * @param inHost source is mounted over itself in the mount namespace of native-init, where it stays, and entered by chroot
 * @param bareMounts mount points of the host's proc and sysfs, where the host's root stays below the container's (--no-pivot):
 *     while one shows everything, the kernel lets every user namespace mount another such (mount_too_revealing)
 * @param source directory that is bound, or the source word of fstype
 * @param fstype empty = bind source; else a file system such as overlay
 * @param options of fstype
 * @param maskedPaths hidden; absent is fine, also for readonlyPaths
 */
public record RootPlan(
        @Nullable String scratch,
        int propagation,
        int finalPropagation,
        boolean readonly,
        boolean pivot,
        boolean inHost,
        List<String> bareMounts,
        String source,
        String fstype,
        List<FilesystemOption> options,
        List<MountPlan> mounts,
        List<DevicePlan> devices,
        List<SymlinkPlan> symlinks,
        List<String> maskedPaths,
        List<String> readonlyPaths) {

    /**
     * One device node.
     *
     * @param mode {@code S_IFCHR}, {@code S_IFBLK} or {@code S_IFIFO} and permission bits
     * @param uid owner inside the container, a uint32; so is gid
     * @param path absolute, inside the container
     */
    public record DevicePlan(int mode, int major, int minor, long uid, long gid, String path) {}

    /** One symbolic link: {@code path} says {@code target}; an existing one is left alone. */
    public record SymlinkPlan(String target, String path) {}

    public RootPlan {
        bareMounts = List.copyOf(bareMounts);
        options = List.copyOf(options);
        mounts = List.copyOf(mounts);
        devices = List.copyOf(devices);
        symlinks = List.copyOf(symlinks);
        maskedPaths = List.copyOf(maskedPaths);
        readonlyPaths = List.copyOf(readonlyPaths);
    }
}
