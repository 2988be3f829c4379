package dev.nodens.runtime.container;

import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.Stdin;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.cgroup.SubCgroups;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.plan.CgroupPlan;
import dev.nodens.runtime.plan.Host;
import dev.nodens.runtime.plan.LaunchPlan;
import dev.nodens.runtime.plan.LaunchPlanner;
import dev.nodens.runtime.plan.Mode;
import dev.nodens.runtime.plan.MountingPlan;
import dev.nodens.runtime.plan.MountingPlanner;
import dev.nodens.runtime.plan.PlanContext;
import dev.nodens.runtime.plan.PlanContext.Switches;
import dev.nodens.runtime.plan.PlanWarnings;
import dev.nodens.runtime.plan.RootPlan;
import dev.nodens.runtime.seccomp.SeccompProgram;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.RootDirectory;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.systemd.ScopeName;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gives the planner what it can't see by itself: this host, the container's cgroups, its compiled filter. */
final class Planning {

    private static final Logger LOG = System.getLogger(Planning.class.getName());

    private final ContainerStore store;
    private final CgroupFs cgroups;
    private final Scopes scopes;
    private final Function<LinuxSeccomp, SeccompProgram> seccomp;
    private final Host host;

    Planning(
            ContainerStore store,
            CgroupFs cgroups,
            Scopes scopes,
            Function<LinuxSeccomp, SeccompProgram> seccomp,
            Host host) {
        this.store = store;
        this.cgroups = cgroups;
        this.scopes = scopes;
        this.seccomp = seccomp;
        this.host = host;
    }

    /**
     * How a container will be made.
     *
     * @param cgroup empty where it has to go without
     * @param scope systemd's unit that makes the cgroup; empty = this runtime does
     */
    record Planned(LaunchPlan plan, Optional<CgroupPath> cgroup, Optional<ScopeName> scope) {}

    Planned container(Creator.Request request, List<Fd> console) {
        Planned planned = plan(request, console);
        warnings(request.spec()).forEach(warning -> LOG.log(Level.WARNING, "{0}: {1}", request.id(), warning));
        return planned;
    }

    /** What it asks for and has to do without. */
    List<String> warnings(Spec spec) {
        return PlanWarnings.of(spec, host);
    }

    Planned plan(Creator.Request request, List<Fd> console) {
        Optional<ScopeName> scope = request.oci().systemdCgroup()
                ? Optional.of(scopes.name(cgroupsPath(request), request.id()))
                : Optional.empty();
        Optional<CgroupPath> cgroup = scope.map(scopes::place).or(() -> cgroup(request));
        Supervision supervision = request.options().supervision();
        CgroupPlan joined = new CgroupPlan(
                supervision == Supervision.RESIDENT ? cgroups.monitorRefs() : List.of(),
                cgroup.map(path -> cgroups.open(path).refs()).orElse(List.of()));
        PlanContext context = new PlanContext(
                request.id(),
                request.options(),
                store.directory(request.id()),
                host,
                joined,
                filter(request.spec()),
                switches(request.oci(), console));
        Spec spec = request.oci().activation().in(request.spec(), store.directory(request.id()));
        LaunchPlan plan = LaunchPlanner.plan(request.mode(), spec, context);
        plan.namespaces().namespaces().list().forEach(Planning::requireSupport);
        requireRoot(plan.root());
        return new Planned(plan, cgroup, scope);
    }

    private static void requireSupport(Namespace namespace) {
        if (!namespace.type().isSupported()) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "$.linux.namespaces: this kernel has no namespaces of type \"" + namespace.type() + "\"");
        }
    }

    /** Where this process does not see the host's files, only native-init can tell. */
    private void requireRoot(@Nullable RootPlan root) {
        boolean seesTheHost =
                host.namespaces().stream().noneMatch(namespace -> namespace.type() == NamespaceType.MOUNT);
        if (root != null && root.inHost() && !seesTheHost) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "$.linux.namespaces: must have a new one of type mount where this process is not in the host's");
        }
        if (root != null && root.fstype().isEmpty() && seesTheHost) {
            RootDirectory.require(root.source());
        }
    }

    LaunchPlan exec(StoredContainer container, ProcessRecord target, ExecRequest request, List<Fd> console) {
        Spec spec = store.config(container);
        CgroupPlan joined = new CgroupPlan(
                List.of(),
                container
                        .cgroupPath()
                        .map(path -> joinedBy(request, cgroups.open(path), target))
                        .orElse(List.of()));
        LaunchOptions options = new LaunchOptions(
                request.supervision(), Optional.empty(), Optional.empty(), Stdin.NULL_DEVICE, Optional.empty());
        PlanContext context = new PlanContext(
                container.containerId(),
                options,
                store.directory(container.containerId()),
                host,
                joined,
                filter(spec),
                switches(request.oci(), console));
        return LaunchPlanner.planExec(spec, request.process(), target.process().pid(), context);
    }

    Spec spec(StoredContainer container) {
        return store.config(container);
    }

    private List<CgroupRef> joinedBy(ExecRequest request, Cgroup cgroup, ProcessRecord target) {
        return request.cgroups().equals(SubCgroups.NONE)
                ? cgroup.refsBeside(target.process().pid())
                : request.cgroups().below(cgroup.refs(), cgroups.layout());
    }

    /** criu needs all rights, and looks for processes and paths where this process sees them. */
    void requireCriuCanRun() {
        if (host.rootless()) {
            throw new ContainerException(ErrorCode.UNSUPPORTED, "checkpoint and restore need the rights of root");
        }
        if (!host.namespaces().isEmpty()) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "checkpoint and restore can't be done from within a pod: criu must run in the host's namespaces");
        }
    }

    /** What a container was made by, as far as it is the same for all who ask: its root and its namespaces. */
    LaunchPlan remembered(StoredContainer container) {
        Spec spec = store.config(container);
        CgroupPlan joined = new CgroupPlan(
                List.of(),
                container.cgroupPath().map(path -> cgroups.open(path).refs()).orElse(List.of()));
        PlanContext context = new PlanContext(
                container.containerId(),
                LaunchOptions.unsupervised(container.bundlePath()),
                store.directory(container.containerId()),
                host,
                joined,
                null,
                Switches.DEFAULT);
        return LaunchPlanner.plan(Mode.RUN, spec, context);
    }

    MountingPlan mount(StoredContainer container, Mount mount, int pid) {
        return MountingPlanner.add(store.config(container), mount, pid, mounting(container));
    }

    MountingPlan unmount(StoredContainer container, String destination, int pid) {
        return MountingPlanner.remove(store.config(container), destination, pid, mounting(container));
    }

    private PlanContext mounting(StoredContainer container) {
        return new PlanContext(
                container.containerId(),
                LaunchOptions.unsupervised(container.bundlePath()),
                store.directory(container.containerId()),
                host,
                CgroupPlan.NONE,
                null,
                Switches.DEFAULT);
    }

    private Optional<CgroupPath> cgroup(Creator.Request request) {
        Optional<CgroupPath> cgroup = cgroups.place(cgroupsPath(request), resources(request.spec()), request.id());
        if (cgroup.isEmpty()) {
            LOG.log(Level.WARNING, "{0}: has no cgroup, because this user may make none", request.id());
        }
        return cgroup;
    }

    private static Optional<String> cgroupsPath(Creator.Request request) {
        return Optional.ofNullable(request.spec().linux()).map(Linux::cgroupsPath);
    }

    /** The limits that a Spec asks for. */
    static LinuxResources resources(Spec spec) {
        return Optional.ofNullable(spec.linux()).map(Linux::resources).orElseGet(LinuxResources::empty);
    }

    private @Nullable SeccompProgram filter(Spec spec) {
        return Optional.ofNullable(spec.linux())
                .map(Linux::seccomp)
                .map(seccomp)
                .orElse(null);
    }

    private static Switches switches(OciOptions oci, List<Fd> console) {
        Integer consoleFd = console.isEmpty() ? null : console.getFirst().number();
        List<String> bareMounts = oci.pivot() ? List.of() : HostProbe.bareMounts();
        return new Switches(oci.pivot(), bareMounts, oci.newKeyring(), oci.keptFds(), consoleFd);
    }
}
