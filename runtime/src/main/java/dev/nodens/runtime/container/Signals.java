package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;

/** Signals to a container: to its process by pidfd, to all its processes while none of them can be replaced. */
final class Signals {

    private static final int SIGKILL = 9;

    private final Syscalls syscalls;
    private final StateObserver observer;

    Signals(Syscalls syscalls, StateObserver observer) {
        this.syscalls = syscalls;
        this.observer = observer;
    }

    void kill(StoredContainer container, int signal, boolean all) {
        ContainerState state = observer.observe(container);
        // Without a pid namespace of its own, killing its process would leave the others behind, or has done so
        // already.
        boolean whole = signal == SIGKILL && (all || !container.ownPids());
        if (whole && isPopulated(container, state)) {
            observer.cgroup(container).killAll();
        } else if (all) {
            signalAll(observer.cgroup(container), state instanceof ContainerState.Paused, signal);
        } else if (state.livePid() != 0) {
            signalOne(container, signal);
        } else {
            // It can still be there for a signal, as a zombie that its parent is slow to reap.
            throw Refusals.notRunning(container);
        }
    }

    private boolean isPopulated(StoredContainer container, ContainerState state) {
        return state.livePid() != 0 || !observer.cgroup(container).processes().isEmpty();
    }

    private void signalAll(Cgroup cgroup, boolean wasFrozen, int signal) {
        cgroup.freeze();
        try {
            cgroup.processes().forEach(pid -> syscalls.kill(pid, signal));
        } finally {
            if (!wasFrozen) {
                cgroup.thaw();
            }
        }
    }

    private void signalOne(StoredContainer container, int signal) {
        ProcessRecord record =
                ProcessRecord.read(observer.directory(container)).orElseThrow(() -> Refusals.notRunning(container));
        try (Fd pidfd = record.process().open(syscalls).orElseThrow(() -> Refusals.notRunning(container))) {
            syscalls.pidfdSendSignal(pidfd, signal);
        } catch (ErrnoException failed) {
            throw failed.errno() == Errno.ESRCH
                    ? Refusals.notRunning(container)
                    : new ContainerException(
                            ErrorCode.INVALID_SPEC,
                            "signal " + signal + ": " + failed.errno().text(),
                            failed);
        }
    }
}
