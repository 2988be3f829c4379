package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * The cgroup that all monitors share, kept from being removed as empty by another process between the moment when it was made
 * and the moment when a monitor is in it. Who uses it holds a shared lock on each of its directories, who removes one an
 * exclusive lock on that: flock(2) goes with the last descriptor, so that a process that was killed holds nothing.
 */
final class MonitorCgroup implements AutoCloseable {

    private static final int LOCK_SH = 1;
    private static final int LOCK_EX_NB = 2 | 4;

    private final HostCgroup cgroup;
    private final Syscalls syscalls;
    private final List<Fd> locks = new ArrayList<>();

    MonitorCgroup(HostCgroup cgroup, Syscalls syscalls) {
        this.cgroup = cgroup;
        this.syscalls = syscalls;
    }

    /** Made where it is missing; stays until {@link #close}. */
    synchronized List<CgroupRef> hold() {
        while (locks.isEmpty()) {
            CgroupFs.build(cgroup::makeShared);
            if (!lockAll()) {
                release();
            }
        }
        return cgroup.refs();
    }

    /** False where one was removed while its lock was waited for: then it locks nothing that is there. */
    private boolean lockAll() {
        for (CgroupRef ref : cgroup.refs()) {
            try {
                Fd fd = new CgroupDirectory(ref.path(), syscalls).open();
                locks.add(fd);
                syscalls.flock(fd, LOCK_SH);
            } catch (ErrnoException e) {
                switch (e.errno()) {
                    case ENOENT -> {
                        return false;
                    }
                    default -> throw new CgroupDirectory(ref.path(), syscalls).failed(e);
                }
            }
        }
        // making it again tells whether any of it is missing, and does no harm
        Construction again = new Construction();
        cgroup.makeShared(again);
        return !again.madeAnything();
    }

    private void release() {
        locks.forEach(Fd::close);
        locks.clear();
    }

    /** Lets go of it, and removes each of its directories that no other process uses and no monitor is in. */
    @Override
    public synchronized void close() {
        release();
        for (CgroupRef ref : cgroup.refs()) {
            remove(new CgroupDirectory(ref.path(), syscalls));
        }
    }

    private void remove(CgroupDirectory directory) {
        try (Fd fd = directory.open()) {
            syscalls.flock(fd, LOCK_EX_NB);
            directory.remove();
        } catch (ErrnoException e) {
            switch (e.errno()) {
                case ENOENT, EAGAIN -> {}
                default -> throw directory.failed(e);
            }
        }
    }
}
