package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.bootstrap.BootstrapEncoder;
import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.plan.CgroupDelegation;
import dev.nodens.runtime.plan.LaunchPlan;
import dev.nodens.runtime.plan.Mode;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecWriter;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;

/** Makes containers. Everything that can be known to be wrong is, before anything is made. */
final class Creator {

    private final Syscalls syscalls;
    private final ContainerStore store;
    private final CgroupFs cgroups;
    private final StateObserver observer;
    private final Launcher launcher;
    private final Planning planning;
    private final LifecycleHooks hooks;
    private final StepListener steps;

    Creator(
            Syscalls syscalls,
            ContainerStore store,
            CgroupFs cgroups,
            StateObserver observer,
            Launcher launcher,
            Planning planning,
            LifecycleHooks hooks,
            StepListener steps) {
        this.syscalls = syscalls;
        this.store = store;
        this.cgroups = cgroups;
        this.observer = observer;
        this.launcher = launcher;
        this.planning = planning;
        this.hooks = hooks;
        this.steps = steps;
    }

    /** What is to be made. */
    record Request(ContainerId id, Spec spec, Mode mode, LaunchOptions options, OciOptions oci) {}

    /** A container that was made, and the launch that its maker owns. */
    record Made(StoredContainer container, Launch launch) {}

    Made create(Request request) {
        try (CallerSockets sockets = CallerSockets.connect(syscalls, request.oci())) {
            LaunchPlan plan = planning.container(request, sockets.inherited());
            return create(request, plan, ByteBuffer.wrap(BootstrapEncoder.encode(plan)), sockets);
        }
    }

    private Made create(Request request, LaunchPlan plan, ByteBuffer message, CallerSockets sockets) {
        byte[] config = SpecWriter.compact(request.spec());
        StoredContainer container = record(request, plan, StateFile.digest(config));
        Creation creation = new Creation(steps);
        // Closed last, also after an undo: until then nobody else may touch what is half made.
        try (ContainerLock lock = store.add(container, config)) {
            try {
                creation.step(Step.RECORDED, () -> lock, made -> () -> store.remove(made));
                Cgroup cgroup =
                        creation.step(Step.CGROUP_MADE, () -> cgroup(request, container), made -> () -> remove(made));
                CgroupDelegation.owner(request.spec()).ifPresent(cgroup::delegate);
                if (request.oci().activation().notifies()) {
                    store.makeShared(Activation.directory(store.directory(request.id())));
                }
                return new Made(container, launch(request, container, message, sockets));
            } catch (RuntimeException failed) {
                creation.undo(failed);
                hooks.deleted(container, request.spec());
                throw failed;
            }
        }
    }

    private Launch launch(Request request, StoredContainer container, ByteBuffer message, CallerSockets sockets) {
        Launch launch = launcher.launch(
                message,
                request.mode(),
                sockets.inherited(),
                pid -> hooks.creating(container, request.spec(), pid));
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

    private Cgroup cgroup(Request request, StoredContainer container) {
        if (request.options().supervision() == Supervision.RESIDENT) {
            cgroups.monitors();
        }
        LinuxResources resources =
                request.spec().linux() == null ? null : request.spec().linux().resources();
        return cgroups.create(
                new CgroupPath(container.cgroup()), resources == null ? LinuxResources.empty() : resources);
    }

    /** What the launch has left in it is dying: native-init kills its own when it fails. */
    private static void remove(Cgroup cgroup) {
        cgroup.killAll();
        cgroup.destroy();
    }

    private StoredContainer record(Request request, LaunchPlan plan, String digest) {
        Path bundle = request.options().bundle().orElseGet(() -> store.directory(request.id()));
        return new StoredContainer(
                request.id().value(),
                bundle.toString(),
                Instant.now().toString(),
                observer.bootId(),
                request.options().supervision(),
                digest,
                plan.namespaces().namespaces().creates(NamespaceType.PID),
                planning.cgroupPath(request).value(),
                request.spec().annotations());
    }
}
