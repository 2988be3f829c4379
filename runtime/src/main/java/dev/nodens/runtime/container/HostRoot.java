package dev.nodens.runtime.container;

import dev.nodens.runtime.cgroup.MountTable;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The root of a container without a mount namespace of its own, which stays mounted when the container is gone. The file
 * {@code host-root} in its state directory, written before it was attached, tells which mount it is and where.
 *
 * @param mount its number as {@link Syscalls#mountNumber} tells it
 * @param shown its number in mountinfo, which another may get when it is gone
 */
record HostRoot(long mount, long shown, String path) {

    private static final int O_PATH = 0x200000;
    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

    /**
     * Takes it away, with all that is mounted in it, if it is there; what else is mounted in its place stays.
     *
     * @throws ContainerException where something is mounted over it, which has to go first
     */
    static void unmount(Syscalls syscalls, StateObserver observer, StoredContainer container) {
        // numbers of mounts begin anew with each boot, and no mount outlives one
        if (container.bootId().equals(observer.bootId())) {
            RecordFile.read(observer.directory(container).resolve("host-root"))
                    .map(HostRoot::of)
                    .ifPresent(root -> root.unmount(syscalls));
        }
    }

    private static HostRoot of(RecordFile file) {
        return new HostRoot(
                file.number("mountId"),
                file.number("mountinfoId"),
                Objects.requireNonNullElse(file.values().get("path"), ""));
    }

    private void unmount(Syscalls syscalls) {
        try (Fd found = syscalls.open(path, O_PATH, 0)) {
            if (syscalls.mountNumber(found) == mount) {
                syscalls.detach(found);
            } else if (isCovered()) {
                throw new ContainerException(
                        ErrorCode.WRONG_STATE,
                        "\"" + path + "\": the container's root is covered by another mount, which must go first");
            }
        } catch (ErrnoException failed) {
            if (failed.errno() != Errno.ENOENT) {
                throw failed;
            }
        }
    }

    private boolean isCovered() {
        try {
            return MountTable.read(MOUNTINFO).entries().stream()
                    .anyMatch(entry -> entry.id() == shown && entry.mountPoint().equals(path));
        } catch (IOException unreadable) {
            throw new ContainerException(ErrorCode.INTERNAL, MOUNTINFO + ": can't be read", unreadable);
        }
    }
}
