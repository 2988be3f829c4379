package dev.nodens.runtime.container;

import dev.nodens.runtime.CheckpointOptions;
import dev.nodens.runtime.ContainerEvent;
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
import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.ResourceWarnings;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.plan.Mode;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.syscall.ErrnoException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The door's implementation on Linux. What it answers is read from the state root and the kernel, each time. */
public final class LinuxContainerRuntime implements ContainerRuntime {

    private static final Logger LOG = System.getLogger(LinuxContainerRuntime.class.getName());

    private final Parts parts;

    private LinuxContainerRuntime(Parts parts) {
        this.parts = parts;
    }

    /**
     * Opens the state root, which is made where it is missing; what processes that were killed have left half made there is
     * removed. Several may be open on one root, also in several processes.
     *
     * @throws ContainerException UNSUPPORTED where no cgroup hierarchy is mounted, or /proc is not
     */
    public static LinuxContainerRuntime open(RuntimeOptions options) {
        Parts parts = guarded(() -> Parts.assemble(options));
        guarded(() -> {
            parts.store().sweep();
            return parts;
        });
        return new LinuxContainerRuntime(parts);
    }

    /** Loads now what would make the first launch slow; most of a second of it. */
    public void warm() {
        parts.syscalls().warm();
    }

    @Override
    public ContainerSnapshot create(ContainerId id, Spec spec, LaunchOptions options) {
        return launch(new Creator.Request(id, spec, Mode.CREATE, options, OciOptions.NONE));
    }

    @Override
    public ContainerSnapshot run(ContainerId id, Spec spec, LaunchOptions options) {
        return launch(new Creator.Request(id, spec, Mode.RUN, options, OciOptions.NONE));
    }

    /** {@link #create} with what an OCI command line can ask for besides. */
    public ContainerSnapshot create(ContainerId id, Spec spec, LaunchOptions options, OciOptions oci) {
        return launch(new Creator.Request(id, spec, Mode.CREATE, options, oci));
    }

    /** {@link #run} with what an OCI command line can ask for besides. */
    public ContainerSnapshot run(ContainerId id, Spec spec, LaunchOptions options, OciOptions oci) {
        return launch(new Creator.Request(id, spec, Mode.RUN, options, oci));
    }

    @Override
    public ContainerSnapshot start(ContainerId id) {
        return locked(id, container -> {
            // Only the init of a created container waits at its socket: to ask it first would wake it twice.
            Optional<ProcessRecord> made = ProcessRecord.read(parts.observer().directory(container));
            if (made.isEmpty() || !parts.observer().startSocket(container).start()) {
                throw wrongState(container, parts.observer().observe(container), "created");
            }
            int pid = made.get().process().pid();
            Instant started = Instant.now();
            parts.observer().recordStart(container, started);
            poststart(container, pid);
            return snapshot(container, new ContainerState.Running(pid, started));
        });
    }

    /** A container whose poststart hooks fail is ended (runtime.md, "Lifecycle"); what is left of it waits to be deleted. */
    private void poststart(StoredContainer container, int pid) {
        try {
            parts.hooks().started(container, pid);
        } catch (RuntimeException failed) {
            parts.observer().cgroup(container).killAll();
            throw failed;
        }
    }

    /** The socket at which a created container will tell that it is ready; empty where it was made without one. */
    public Optional<NotifySocket> notifySocket(ContainerId id) {
        return guarded(() -> {
            Path directory = parts.observer().directory(require(id));
            return ProcessRecord.read(directory)
                    .flatMap(record -> NotifySocket.bind(parts.syscalls(), directory, record.process()));
        });
    }

    @Override
    public void kill(ContainerId id, int signal, boolean all) {
        guarded(() -> {
            parts.signals().kill(require(id), signal, all);
            return id;
        });
    }

    @Override
    public void delete(ContainerId id, boolean force) {
        guarded(() -> {
            parts.deletion().delete(id, force);
            return id;
        });
    }

    @Override
    public Optional<ContainerSnapshot> state(ContainerId id) {
        return guarded(() -> parts.store().find(id).map(this::snapshot));
    }

    @Override
    public List<ContainerSnapshot> list() {
        return guarded(() -> parts.store().ids().stream()
                .flatMap(id -> findOrSetAside(id).stream())
                .map(this::seen)
                .toList());
    }

    @Override
    public ExitStatus await(ContainerId id) throws InterruptedException {
        StoredContainer container = guarded(() -> require(id));
        Optional<ExitRecord> exit = guarded(() -> parts.observer().exitOf(container));
        if (exit.isPresent()) {
            return guarded(() -> parts.observer().status(container, exit.get()));
        }
        ProcessRecord record = guarded(() -> ProcessRecord.read(parts.observer().directory(container)))
                .orElseThrow(() -> wrongState(container, new ContainerState.Creating(), "created or running"));
        try {
            return guarded(() -> parts.exits().of(container, record)).get();
        } catch (ExecutionException impossible) {
            throw new ContainerException(ErrorCode.INTERNAL, "the end of \"" + id + "\" can't be learned", impossible);
        }
    }

    @Override
    public ExecResult exec(ContainerId id, Process process, Duration timeout, int outputLimitBytes) {
        return guarded(() -> parts.executions().capture(require(id), process, timeout, outputLimitBytes));
    }

    /** Runs one more process on this process's own streams, or on a terminal. */
    public AttachedExec attach(ContainerId id, ExecRequest request) {
        return guarded(() -> parts.executions().attach(require(id), request));
    }

    /** Whose container it is: the name of the user who owns its state, or {@code #} and the id of one without a name. */
    public String owner(ContainerId id) {
        return guarded(() -> parts.store().owner(require(id)));
    }

    /** The Spec that a container was made from. */
    public Spec spec(ContainerId id) {
        return guarded(() -> parts.store().config(require(id)));
    }

    /** Judges a configuration by everything that {@link #create} does before it makes anything. */
    public Verdict validate(Spec spec, Path bundle) {
        return guarded(() -> parts.check().judge(spec, bundle));
    }

    @Override
    public void pause(ContainerId id) {
        locked(id, container -> {
            ContainerState state = parts.observer().observe(container);
            if (!(state instanceof ContainerState.Running || state instanceof ContainerState.Created)) {
                throw wrongState(container, state, "created or running");
            }
            parts.observer().cgroup(container).freeze();
            return id;
        });
    }

    @Override
    public void resume(ContainerId id) {
        locked(id, container -> {
            ContainerState state = parts.observer().observe(container);
            if (!(state instanceof ContainerState.Paused)) {
                throw wrongState(container, state, "paused");
            }
            parts.observer().cgroup(container).thaw();
            return id;
        });
    }

    @Override
    public void update(ContainerId id, LinuxResources resources) {
        locked(id, container -> {
            ContainerState state = parts.observer().observe(container);
            if (state.livePid() == 0) {
                throw wrongState(container, state, "created, running or paused");
            }
            ResourceWarnings.of(resources, parts.cgroups().layout())
                    .forEach(warning -> LOG.log(Level.WARNING, "{0}: {1}", id, warning));
            Cgroup cgroup = parts.observer().cgroup(container);
            if (container.scope().isEmpty()) {
                cgroup.apply(resources);
            } else {
                parts.scopes().change(container.scope(), cgroup, resources);
            }
            return id;
        });
    }

    @Override
    public ContainerStats stats(ContainerId id) {
        return guarded(() -> parts.measurements().stats(require(id)));
    }

    /**
     * Tells of a container until it has ended: what it uses, once in every interval, and each time that the out-of-memory
     * killer strikes in it. Holds the calling thread.
     */
    public void watch(ContainerId id, Duration interval, Consumer<ContainerEvent> told) {
        guarded(() -> {
            parts.measurements().watch(require(id), interval, told);
            return id;
        });
    }

    @Override
    public void addMount(ContainerId id, Mount mount) {
        locked(id, container -> {
            parts.mountings().add(container, mount);
            return id;
        });
    }

    @Override
    public void removeMount(ContainerId id, String destination) {
        locked(id, container -> {
            parts.mountings().remove(container, destination);
            return id;
        });
    }

    @Override
    public void checkpoint(ContainerId id, CheckpointOptions options) {
        Optional<CompletableFuture<ExitStatus>> end = locked(id, container -> {
            parts.checkpoints().write(container, options);
            return Checkpoints.ends(options)
                    ? ProcessRecord.read(parts.observer().directory(container))
                            .map(record -> parts.exits().of(container, record))
                    : Optional.empty();
        });
        // Not with the lock: who writes the end down may need it.
        end.ifPresent(CompletableFuture::join);
    }

    @Override
    public ContainerSnapshot restore(ContainerId id, Spec spec, LaunchOptions options, RestoreOptions files) {
        return restore(id, spec, options, files, OciOptions.NONE);
    }

    /** {@link #restore} with what an OCI command line can ask for besides. */
    public ContainerSnapshot restore(
            ContainerId id, Spec spec, LaunchOptions options, RestoreOptions files, OciOptions oci) {
        Creator.Request request = new Creator.Request(id, spec, Mode.RUN, options, oci);
        return made(request, () -> parts.restorer().restore(request, files));
    }

    @Override
    public List<Integer> processes(ContainerId id) {
        return guarded(() -> parts.observer().cgroup(require(id)).processes());
    }

    @Override
    public Registration listen(ContainerListener listener) {
        Registration registration = parts.exits().listen(listener);
        list();
        return registration;
    }

    @Override
    public void close() {
        parts.close();
    }

    private ContainerSnapshot launch(Creator.Request request) {
        return made(request, () -> parts.creator().create(request));
    }

    private ContainerSnapshot made(Creator.Request request, Supplier<Creator.Made> making) {
        return guarded(() -> {
            Creator.Made made = making.get();
            parts.exits().own(made.container(), made.launch());
            return snapshot(
                    made.container(),
                    parts.observer().launched(made.container(), made.launch().process(), request.mode()));
        });
    }

    private ContainerSnapshot snapshot(StoredContainer container) {
        return snapshot(container, parts.observer().observe(container));
    }

    private static ContainerSnapshot snapshot(StoredContainer container, ContainerState state) {
        return new ContainerSnapshot(
                container.containerId(), state, container.bundlePath(), container.created(), container.annotations());
    }

    /** A container that another process made is watched from the moment it is first seen. */
    private ContainerSnapshot seen(StoredContainer container) {
        ContainerSnapshot snapshot = snapshot(container);
        if (parts.exits().isListenedTo() && snapshot.state().livePid() != 0) {
            ProcessRecord.read(parts.observer().directory(container))
                    .ifPresent(record -> parts.exits().of(container, record));
        }
        return snapshot;
    }

    private Optional<StoredContainer> findOrSetAside(ContainerId id) {
        try {
            return parts.store().find(id);
        } catch (ContainerException damaged) {
            Optional<ContainerLock> lock = parts.store().lock(id);
            try {
                lock.ifPresent(held -> LOG.log(
                        Level.ERROR,
                        "{0}; kept as {1}",
                        damaged.getMessage(),
                        parts.store().setAside(held)));
            } finally {
                lock.ifPresent(ContainerLock::close);
            }
            return Optional.empty();
        }
    }

    private <T> T locked(ContainerId id, Function<StoredContainer, T> action) {
        return guarded(() -> {
            try (ContainerLock _ = parts.store().lock(id).orElseThrow(() -> Refusals.absent(id))) {
                return action.apply(require(id));
            }
        });
    }

    private StoredContainer require(ContainerId id) {
        return parts.store().find(id).orElseThrow(() -> Refusals.absent(id));
    }

    /** What the kernel refuses leaves this module under a code of the door's. */
    private static <T> T guarded(Supplier<T> action) {
        try {
            return BlockingCalls.run(action);
        } catch (ErrnoException refused) {
            ErrorCode code = switch (refused.errno()) {
                case EPERM, EACCES, EAGAIN, ENOMEM, EMFILE, ENFILE, ENOSPC -> ErrorCode.RESOURCE_UNAVAILABLE;
                case ENOSYS, EOPNOTSUPP -> ErrorCode.UNSUPPORTED;
                // A table of 134 numbers, most of which mean the same to a caller.
                default -> ErrorCode.INTERNAL;
            };
            throw new ContainerException(code, String.valueOf(refused.getMessage()), refused);
        }
    }

    private static ContainerException wrongState(StoredContainer container, ContainerState state, String wanted) {
        return new ContainerException(
                ErrorCode.WRONG_STATE,
                "container \"" + container.id() + "\" is " + state.status() + ", and must be " + wanted);
    }
}
