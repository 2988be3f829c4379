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
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

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
        List<Fd> console =
                request.oci().consoleSocket().map(this::connectConsole).stream().toList();
        try {
            LaunchPlan plan = planning.container(request, console);
            return create(request, plan, ByteBuffer.wrap(BootstrapEncoder.encode(plan)), console);
        } finally {
            console.forEach(Fd::close);
        }
    }

    private Made create(Request request, LaunchPlan plan, ByteBuffer message, List<Fd> console) {
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
                return new Made(container, launch(request, container, message, console));
            } catch (RuntimeException failed) {
                creation.undo(failed);
                hooks.deleted(container, request.spec());
                throw failed;
            }
        }
    }

    private Launch launch(Request request, StoredContainer container, ByteBuffer message, List<Fd> console) {
        Launch launch = launcher.launch(
                message, request.mode(), console, pid -> hooks.creating(container, request.spec(), pid));
        if (request.mode() == Mode.CREATE) {
            steps.reached(Step.CREATED);
            return launch;
        }
        steps.reached(Step.STARTED);
        try {
            hooks.started(container, request.spec(), launch.process().pid());
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

    private Fd connectConsole(Path socket) {
        return ConsoleSocket.connect(syscalls, socket);
    }
}
