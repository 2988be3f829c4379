package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Removes containers, and whatever a creation or a deletion that was cut off has left of them. */
final class Deletion {

    private static final Logger LOG = System.getLogger(Deletion.class.getName());
    private static final int SIGKILL = 9;
    private static final int POLLIN = 1;

    /** A monitor leaves within milliseconds of its container's end, unless its log can't be written. */
    private static final Duration MONITOR_PATIENCE = Duration.ofSeconds(2);

    private final Syscalls syscalls;
    private final ContainerStore store;
    private final CgroupFs cgroups;
    private final StateObserver observer;
    private final Exits exits;
    private final LifecycleHooks hooks;
    private final Scopes scopes;
    private final StepListener steps;

    Deletion(
            Syscalls syscalls,
            ContainerStore store,
            CgroupFs cgroups,
            StateObserver observer,
            Exits exits,
            LifecycleHooks hooks,
            Scopes scopes,
            StepListener steps) {
        this.syscalls = syscalls;
        this.store = store;
        this.cgroups = cgroups;
        this.observer = observer;
        this.exits = exits;
        this.hooks = hooks;
        this.scopes = scopes;
        this.steps = steps;
    }

    void delete(ContainerId id, boolean force) {
        Optional<ContainerLock> lock = store.lock(id);
        if (lock.isEmpty()) {
            deleteAbsent(id, force);
            return;
        }
        try (ContainerLock held = lock.get()) {
            delete(id, force, held);
        }
    }

    /** Nothing is written down under this id; its cgroup can be there all the same, as the id alone leads to it. */
    private void deleteAbsent(ContainerId id, boolean force) {
        if (!force) {
            throw Refusals.absent(id);
        }
        removeCgroup(cgroups.open(id));
    }

    private void delete(ContainerId id, boolean force, ContainerLock held) {
        StoredContainer container;
        try {
            container = store.find(id).orElseThrow();
        } catch (ContainerException damaged) {
            if (!force) {
                throw damaged;
            }
            removeCgroup(cgroups.open(id));
            LOG.log(Level.WARNING, "{0}; kept as {1}", damaged.getMessage(), store.setAside(held));
            return;
        }
        ContainerState state = observer.observe(container);
        // What was never started has nothing to lose: clients delete it as if it were stopped, as runc lets them.
        boolean idle = state instanceof ContainerState.Stopped || state instanceof ContainerState.Created;
        if (!force && !idle) {
            throw new ContainerException(
                    ErrorCode.WRONG_STATE,
                    "container \"" + id + "\" is " + state.status() + ", and must be stopped before it is deleted;"
                            + " kill it, or delete with force");
        }
        delete(container, state, held);
    }

    private void delete(StoredContainer container, ContainerState state, ContainerLock held) {
        Optional<ProcessRecord> record = ProcessRecord.read(held.directory());
        Optional<Fd> monitor = record.flatMap(ProcessRecord::monitor).flatMap(identity -> identity.open(syscalls));
        try {
            Cgroup cgroup = observer.cgroup(container);
            cgroup.killAll();
            monitor.ifPresent(this::awaitMonitor);
            steps.reached(Step.LEFTOVERS_KILLED);
            record.ifPresent(process -> tellEnd(container, process, state));
            cgroup.destroy();
            if (!container.scope().isEmpty()) {
                scopes.stop(container.scope());
            }
            steps.reached(Step.CGROUP_REMOVED);
            hooks.deleted(container);
            HostRoot.unmount(syscalls, observer, container);
            store.remove(held);
            steps.reached(Step.FORGOTTEN);
        } finally {
            monitor.ifPresent(Fd::close);
        }
    }

    private void awaitMonitor(Fd monitor) {
        if (syscalls.poll(List.of(monitor), POLLIN, MONITOR_PATIENCE).isEmpty()) {
            syscalls.pidfdSendSignal(monitor, SIGKILL);
            syscalls.poll(List.of(monitor), POLLIN, MONITOR_PATIENCE);
        }
    }

    private void tellEnd(StoredContainer container, ProcessRecord record, ContainerState seen) {
        ContainerState end = seen instanceof ContainerState.Stopped ? seen : observer.observe(container);
        if (end instanceof ContainerState.Stopped stopped) {
            exits.forget(container, record, stopped.exit());
        }
    }

    private void removeCgroup(Cgroup cgroup) {
        cgroup.killAll();
        cgroup.destroy();
    }
}
