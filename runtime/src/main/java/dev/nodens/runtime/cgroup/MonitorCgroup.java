package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cgroup that all monitors share, kept from being removed as empty by another process between the moment when it was made
 * and the moment when a monitor is in it. Who uses it holds a shared lock on its first directory, who removes it an exclusive
 * one: flock(2) goes with the last descriptor, so that a process that was killed holds nothing.
 */
final class MonitorCgroup implements AutoCloseable {

    private static final int LOCK_SH = 1;
    private static final int LOCK_EX_NB = 2 | 4;

    private final HostCgroup cgroup;
    private final CgroupDirectory first;
    private final Syscalls syscalls;
    private @Nullable Fd lock;

    MonitorCgroup(HostCgroup cgroup, Syscalls syscalls) {
        this.cgroup = cgroup;
        this.first = new CgroupDirectory(cgroup.refs().getFirst().path(), syscalls);
        this.syscalls = syscalls;
    }

    /** Made where it is missing; stays until {@link #close}. */
    synchronized List<CgroupRef> hold() {
        while (lock == null) {
            CgroupFs.build(cgroup::makeShared);
            lock = locked().orElse(null);
        }
        return cgroup.refs();
    }

    /** The lock; empty where the directory was removed while it was waited for, so that it locks nothing that is there. */
    private Optional<Fd> locked() {
        Fd fd;
        try {
            fd = first.open();
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw first.failed(e);
        }
        syscalls.flock(fd, LOCK_SH);
        if (isRemoved()) {
            fd.close();
            return Optional.empty();
        }
        return Optional.of(fd);
    }

    /** Whether any of its directories is missing; making it again tells, and does no harm. */
    private boolean isRemoved() {
        Construction again = new Construction();
        cgroup.makeShared(again);
        return again.madeAnything();
    }

    /** Lets go of it, and removes it where no other process uses it and no monitor is in it. */
    @Override
    public synchronized void close() {
        try (Fd fd = lock == null ? first.open() : lock) {
            lock = null;
            syscalls.flock(fd, LOCK_EX_NB);
            cgroup.refs().forEach(ref -> new CgroupDirectory(ref.path(), syscalls).remove());
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.EAGAIN) {
                throw first.failed(e);
            }
        }
    }
}
