package dev.nodens.agent;

import dev.nodens.runtime.CheckpointOptions;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerListener;
import dev.nodens.runtime.ContainerRuntime;
import dev.nodens.runtime.ContainerSnapshot;
import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.ExitStatus;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.RestoreOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runtime's door with containers that are only entries of a map: the same states, the same refusals. Containers end when a test
 * says so, or by a signal that they do not ignore. It outlives agents, as real containers do.
 */
public final class InMemoryRuntime implements ContainerRuntime {

    /** One container. */
    public static final class Entry {
        final ContainerId id;
        final Spec spec;
        final LaunchOptions options;
        final Instant createdAt;
        ContainerState state = new ContainerState.Creating();
        public List<Integer> signals = new ArrayList<>();
        public List<Mount> mounts = new ArrayList<>();
        public @Nullable LinuxResources updated;

        Entry(ContainerId id, Spec spec, LaunchOptions options, Instant createdAt) {
            this.id = id;
            this.spec = spec;
            this.options = options;
            this.createdAt = createdAt;
        }

        public Spec spec() {
            return spec;
        }

        public ContainerState state() {
            return state;
        }
    }

    private final InstantSource clock;
    private final Map<ContainerId, Entry> containers = new TreeMap<>();
    private final List<ContainerListener> listeners = new ArrayList<>();
    private Function<ContainerId, Optional<ContainerException>> refusal = _ -> Optional.empty();
    private Consumer<String> step = _ -> {};
    private boolean ignoringTerm;
    private int nextPid = 1000;
    public int launches;

    public InMemoryRuntime(InstantSource clock) {
        this.clock = clock;
    }

    /** What launching says, until it is changed. */
    public synchronized void refuse(Function<ContainerId, Optional<ContainerException>> with) {
        refusal = with;
    }

    /** Called before and after each change, to be cut off there. */
    public synchronized void atEachStep(Consumer<String> called) {
        step = called;
    }

    public synchronized void ignoreTerm(boolean ignore) {
        ignoringTerm = ignore;
    }

    public synchronized Entry entry(ContainerId id) {
        return require(id);
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(containers.values());
    }

    /** The container ends by itself. */
    public void exit(ContainerId id, int code) {
        stop(id, code, 0);
    }

    private void stop(ContainerId id, int code, int signal) {
        List<ContainerListener> told;
        ExitStatus exit;
        synchronized (this) {
            Entry entry = require(id);
            if (entry.state.livePid() == 0) {
                return;
            }
            Instant started = switch (entry.state) {
                case ContainerState.Running(int _, Instant at) -> at;
                case ContainerState.Paused(int _, Instant at) -> at;
                case ContainerState.Created created -> entry.createdAt;
                case ContainerState.Creating creating -> entry.createdAt;
                case ContainerState.Stopped stopped -> entry.createdAt;
            };
            exit = new ExitStatus(code, signal, false, started, clock.instant(), ExitStatus.Reason.EXITED);
            entry.state = new ContainerState.Stopped(exit);
            told = List.copyOf(listeners);
        }
        told.forEach(listener -> listener.stopped(id, exit));
    }

    @Override
    public synchronized ContainerSnapshot create(ContainerId id, Spec spec, LaunchOptions options) {
        if (containers.containsKey(id)) {
            throw new ContainerException(ErrorCode.ALREADY_EXISTS, "container \"" + id + "\" exists");
        }
        refusal.apply(id).ifPresent(refused -> {
            throw refused;
        });
        step.accept("before create");
        Entry entry = new Entry(id, spec, options, clock.instant().plusNanos(nextPid));
        containers.put(id, entry);
        step.accept("creating");
        entry.state = new ContainerState.Created(nextPid++);
        step.accept("created");
        return snapshot(entry);
    }

    @Override
    public synchronized ContainerSnapshot start(ContainerId id) {
        Entry entry = require(id);
        if (!(entry.state instanceof ContainerState.Created(int pid))) {
            throw wrongState(entry, "created");
        }
        entry.state = new ContainerState.Running(pid, clock.instant());
        launches++;
        step.accept("started");
        return snapshot(entry);
    }

    @Override
    public synchronized ContainerSnapshot run(ContainerId id, Spec spec, LaunchOptions options) {
        create(id, spec, options);
        return start(id);
    }

    @Override
    public void kill(ContainerId id, int signal, boolean all) {
        synchronized (this) {
            Entry entry = require(id);
            if (entry.state.livePid() == 0) {
                throw wrongState(entry, "running");
            }
            entry.signals.add(signal);
            if (signal != 9 && (ignoringTerm || entry.state instanceof ContainerState.Paused)) {
                return;
            }
        }
        stop(id, 128 + signal, signal);
    }

    @Override
    public void delete(ContainerId id, boolean force) {
        if (force && state(id).isEmpty()) {
            return;
        }
        if (force) {
            stop(id, 137, 9);
        }
        synchronized (this) {
            Entry entry = require(id);
            if (!force && !(entry.state instanceof ContainerState.Stopped)) {
                throw wrongState(entry, "stopped");
            }
            step.accept("before delete");
            containers.remove(id);
            step.accept("deleted");
        }
    }

    @Override
    public synchronized Optional<ContainerSnapshot> state(ContainerId id) {
        return Optional.ofNullable(containers.get(id)).map(this::snapshot);
    }

    @Override
    public synchronized List<ContainerSnapshot> list() {
        return containers.values().stream().map(this::snapshot).toList();
    }

    @Override
    public ExitStatus await(ContainerId id) {
        throw new UnsupportedOperationException("the agent waits for events only");
    }

    @Override
    public ExecResult exec(ContainerId id, Process process, Duration timeout, int outputLimitBytes) {
        throw new UnsupportedOperationException("the agent runs nothing in containers");
    }

    @Override
    public synchronized void pause(ContainerId id) {
        Entry entry = require(id);
        if (!(entry.state instanceof ContainerState.Running(int pid, Instant at))) {
            throw wrongState(entry, "running");
        }
        entry.state = new ContainerState.Paused(pid, at);
    }

    @Override
    public synchronized void resume(ContainerId id) {
        Entry entry = require(id);
        if (!(entry.state instanceof ContainerState.Paused(int pid, Instant at))) {
            throw wrongState(entry, "paused");
        }
        entry.state = new ContainerState.Running(pid, at);
    }

    @Override
    public synchronized void update(ContainerId id, LinuxResources resources) {
        require(id).updated = resources;
    }

    @Override
    public void checkpoint(ContainerId id, CheckpointOptions options) {
        throw new ContainerException(ErrorCode.UNSUPPORTED, "there is no criu in memory");
    }

    @Override
    public ContainerSnapshot restore(ContainerId id, Spec spec, LaunchOptions options, RestoreOptions files) {
        throw new ContainerException(ErrorCode.UNSUPPORTED, "there is no criu in memory");
    }

    @Override
    public synchronized void addMount(ContainerId id, Mount mount) {
        require(id).mounts.add(mount);
    }

    @Override
    public synchronized void removeMount(ContainerId id, String destination) {
        require(id).mounts.removeIf(mount -> mount.destination().equals(destination));
    }

    @Override
    public synchronized ContainerStats stats(ContainerId id) {
        require(id);
        throw new ContainerException(ErrorCode.UNSUPPORTED, "entries of a map use nothing");
    }

    @Override
    public synchronized List<Integer> processes(ContainerId id) {
        int pid = require(id).state.livePid();
        return pid == 0 ? List.of() : List.of(pid);
    }

    @Override
    public synchronized Registration listen(ContainerListener listener) {
        listeners.add(listener);
        return () -> {
            synchronized (InMemoryRuntime.this) {
                listeners.remove(listener);
            }
        };
    }

    @Override
    public void close() {}

    private Entry require(ContainerId id) {
        Entry entry = containers.get(id);
        if (entry == null) {
            throw new ContainerException(ErrorCode.NOT_FOUND, "container \"" + id + "\" does not exist");
        }
        return entry;
    }

    private ContainerSnapshot snapshot(Entry entry) {
        return new ContainerSnapshot(entry.id, entry.state, Path.of("/"), entry.createdAt, entry.spec.annotations());
    }

    private static ContainerException wrongState(Entry entry, String wanted) {
        return new ContainerException(
                ErrorCode.WRONG_STATE,
                "container \"" + entry.id + "\" is " + entry.state.status() + ", and must be " + wanted);
    }
}
