package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.bootstrap.BootstrapEncoder;
import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.container.Planning.Planned;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.plan.CgroupDelegation;
import dev.nodens.runtime.plan.Mode;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecWriter;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.runtime.systemd.ScopeName;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes containers. Everything that can be known to be wrong is, before anything is made. */
final class Creator {

    private final Syscalls syscalls;
    private final ContainerStore store;
    private final CgroupFs cgroups;
    private final StateObserver observer;
    private final Spawner spawner;
    private final Launcher launcher;
    private final Planning planning;
    private final LifecycleHooks hooks;
    private final Scopes scopes;
    private final StepListener steps;

    Creator(
            Syscalls syscalls,
            ContainerStore store,
            CgroupFs cgroups,
            StateObserver observer,
            Spawner spawner,
            Launcher launcher,
            Planning planning,
            LifecycleHooks hooks,
            Scopes scopes,
            StepListener steps) {
        this.syscalls = syscalls;
        this.store = store;
        this.cgroups = cgroups;
        this.observer = observer;
        this.spawner = spawner;
        this.launcher = launcher;
        this.planning = planning;
        this.hooks = hooks;
        this.scopes = scopes;
        this.steps = steps;
    }

    /** What is to be made. */
    record Request(ContainerId id, Spec spec, Mode mode, LaunchOptions options, OciOptions oci) {}

    /** A container that was made, and the launch that its maker owns. */
    record Made(StoredContainer container, Launch launch) {}

    Made create(Request request) {
        try (CallerSockets sockets = CallerSockets.connect(syscalls, request.oci());
                Spawner.Spawning init = spawner.spawn(List.of(), sockets.inherited())) {
            return create(request, planning.container(request, sockets.inherited()), sockets, init);
        }
    }

    private Made create(Request request, Planned planned, CallerSockets sockets, Spawner.Spawning init) {
        ByteBuffer message = ByteBuffer.wrap(BootstrapEncoder.encode(planned.plan()));
        return make(request, planned, container -> {
            Launch launched = launcher.launch(init, message, request.mode(), new Attendant(request, container));
            return follow(request, container, launched, sockets);
        });
    }

    /** Makes one from files; what makes its process is told of the container, which is written down by then. */
    Made restore(Request request, Planned planned, Function<StoredContainer, Launch> launch) {
        return make(request, planned, container -> {
            CallerSockets none = new CallerSockets(syscalls, Optional.empty(), Optional.empty());
            return follow(request, container, launch.apply(container), none);
        });
    }

    /** What this process does for a container while it is made. */
    Launcher.Attendant attendant(Request request, StoredContainer container) {
        return new Attendant(request, container);
    }

    private Made make(Request request, Planned planned, Function<StoredContainer, Launch> launching) {
        byte[] config = SpecWriter.compact(request.spec());
        StoredContainer container = record(request, planned, StateFile.checksum(config));
        Creation creation = new Creation(steps);
        // Closed last, also after an undo: until then nobody else may touch what is half made.
        try (ContainerLock lock = store.add(container, config)) {
            try {
                creation.step(Step.RECORDED, () -> lock, made -> () -> forget(container, made));
                Launch launch = inCgroup(request, planned, creation, () -> {
                    if (request.oci().activation().notifies()) {
                        store.makeShared(Activation.directory(store.directory(request.id())));
                    }
                    return launching.apply(container);
                });
                return new Made(container, launch);
            } catch (RuntimeException failed) {
                creation.undo(failed);
                hooks.deleted(container, request.spec());
                throw failed;
            }
        }
    }

    private void forget(StoredContainer container, ContainerLock lock) {
        HostRoot.unmount(syscalls, observer, container);
        store.remove(lock);
    }

    private Launch follow(Request request, StoredContainer container, Launch launch, CallerSockets sockets) {
        try {
            sockets.send(CallerSockets.Kind.INIT, launch.pidfd());
            if (request.mode() == Mode.CREATE) {
                steps.reached(Step.CREATED);
            } else {
                steps.reached(Step.STARTED);
                hooks.started(container, request.spec(), launch.process().pid());
            }
            return launch;
        } catch (RuntimeException failed) {
            observer.cgroup(container).killAll();
            launcher.abandon(launch);
            throw failed;
        }
    }

    /** Makes the container's cgroup, and then what goes into it. */
    private Launch inCgroup(Request request, Planned planned, Creation creation, Supplier<Launch> launch) {
        LinuxResources resources = Planning.resources(request.spec());
        Cgroup cgroup;
        Launch launched;
        try (Scopes.Held held = creation.step(
                Step.CGROUP_MADE, () -> cgroup(request, planned, resources), made -> () -> remove(planned, made))) {
            cgroup = held.cgroup();
            CgroupDelegation.owner(request.spec()).ifPresent(cgroup::delegate);
            launched = launch.get();
        }
        planned.scope().ifPresent(scope -> scopes.settle(scope, cgroup, resources));
        return launched;
    }

    private Scopes.Held cgroup(Request request, Planned planned, LinuxResources resources) {
        if (request.options().supervision() == Supervision.RESIDENT) {
            cgroups.monitors();
        }
        if (planned.cgroup().isEmpty()) {
            return new Scopes.Held(new NoCgroup(syscalls, Optional.empty(), true), Optional.empty());
        }
        CgroupPath path = planned.cgroup().get();
        return planned.scope()
                .map(scope -> scopes.make(scope, path, request.spec()))
                .orElseGet(() -> new Scopes.Held(cgroups.create(path, resources), Optional.empty()));
    }

    /** What the launch has left in it is dying: native-init kills its own when it fails. */
    private void remove(Planned planned, Scopes.Held made) {
        made.cgroup().killAll();
        made.cgroup().destroy();
        planned.scope().map(ScopeName::unit).ifPresent(scopes::stop);
    }

    private StoredContainer record(Request request, Planned planned, String checksum) {
        Path bundle = request.options().bundle().orElseGet(() -> store.directory(request.id()));
        return new StoredContainer(
                request.id().value(),
                bundle.toString(),
                RecordFile.nanos(Instant.now()),
                observer.bootId(),
                request.options().supervision(),
                checksum,
                request.spec().hooks() != null,
                planned.plan().namespaces().namespaces().creates(NamespaceType.PID),
                planned.cgroup().map(CgroupPath::value).orElse(""),
                planned.scope().map(ScopeName::unit).orElse(""),
                request.spec().annotations());
    }

    /** What init waits for while it is made. */
    private final class Attendant implements Launcher.Attendant {

        private final Request request;
        private final StoredContainer container;

        Attendant(Request request, StoredContainer container) {
            this.request = request;
            this.container = container;
        }

        @Override
        public void runHooks(int pid) {
            hooks.creating(container, request.spec(), pid);
        }

        @Override
        public void passListener(Fd listener, int pid) {
            new SeccompListener(syscalls, container, request.spec()).sendOfInit(listener, pid);
        }
    }
}
