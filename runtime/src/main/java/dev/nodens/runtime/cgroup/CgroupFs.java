package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.cgroup.CgroupLayout.Hybrid;
import dev.nodens.runtime.cgroup.CgroupLayout.Legacy;
import dev.nodens.runtime.cgroup.CgroupLayout.Unified;
import dev.nodens.runtime.cgroup.CgroupLayout.V1Hierarchy;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.List;
import java.util.function.Consumer;

/**
 * The cgroups of a host. Every failure is a {@link ContainerException}.
 *
 * <p>Containers without a {@code linux.cgroupsPath} are in {@link CgroupPath#CONTAINERS}, all monitors in {@link
 * CgroupPath#MONITORS}, so that neither belongs to the unit or the pod that started them.
 */
public final class CgroupFs implements AutoCloseable {

    private final CgroupLayout layout;
    private final Syscalls syscalls;
    private final DevicePrograms programs;
    private final MonitorCgroup monitors;

    /**
     * @param layout read once: hierarchies are mounted when a host starts
     */
    public CgroupFs(CgroupLayout layout, Syscalls syscalls) {
        this.layout = layout;
        this.syscalls = syscalls;
        this.programs = new DevicePrograms(syscalls);
        this.monitors = new MonitorCgroup(cgroup(CgroupPath.MONITORS), syscalls);
    }

    /**
     * Makes a container's cgroup with its limits, before any process is in it. Where something fails, what was made is
     * removed again.
     */
    public Cgroup create(CgroupPath path, LinuxResources resources) {
        HostCgroup cgroup = cgroup(path);
        DeviceRules rules = DeviceRules.of(resources.devices());
        build(construction -> {
            cgroup.make(construction);
            cgroup.set(resources);
            cgroup.restrictDevices(rules);
        });
        return cgroup;
    }

    /** The cgroup of that path, whether it is there or not. Makes no system call. */
    public Cgroup open(CgroupPath path) {
        return cgroup(path);
    }

    /** The monitors' cgroup, made where it is missing; it stays at least until {@link #close}. */
    public List<CgroupRef> monitors() {
        return monitors.hold();
    }

    /** Removes the cgroups that only hold others, where they hold none any more and no other process is about to use them. */
    @Override
    public void close() {
        monitors.close();
        programs.close();
        for (CgroupRef ref : cgroup(CgroupPath.CONTAINERS).refs()) {
            new CgroupDirectory(ref.path(), syscalls).remove();
        }
    }

    /** Where this host's hierarchies are. */
    public CgroupLayout layout() {
        return layout;
    }

    private HostCgroup cgroup(CgroupPath path) {
        return switch (layout) {
            case Unified(Hierarchy v2) -> v2(v2, path);
            case Legacy(List<V1Hierarchy> v1) -> new CgroupV1(v1, path, syscalls);
            case Hybrid(List<V1Hierarchy> v1, Hierarchy v2) ->
                new CgroupHybrid(new CgroupV1(v1, path, syscalls), v2(v2, path));
        };
    }

    private CgroupV2 v2(Hierarchy hierarchy, CgroupPath path) {
        return new CgroupV2(
                new CgroupDirectory(hierarchy.mountPoint(), syscalls),
                new CgroupDirectory(hierarchy.directory(path), syscalls),
                programs);
    }

    static void build(Consumer<Construction> steps) {
        Construction construction = new Construction();
        try {
            steps.accept(construction);
        } catch (ContainerException | ErrnoException e) {
            undo(construction, e);
            throw e;
        }
    }

    private static void undo(Construction construction, RuntimeException cause) {
        try {
            construction.undo();
        } catch (ContainerException e) {
            cause.addSuppressed(e);
        }
    }
}
