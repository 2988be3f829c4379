package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.cgroup.CgroupLayout.Hybrid;
import dev.nodens.runtime.cgroup.CgroupLayout.Legacy;
import dev.nodens.runtime.cgroup.CgroupLayout.Unified;
import dev.nodens.runtime.cgroup.CgroupLayout.V1Hierarchy;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The cgroups of a host. Every failure is a {@link ContainerException}.
 *
 * <p>Root's containers without a {@code linux.cgroupsPath} are in {@link CgroupPath#CONTAINERS}, all monitors in {@link
 * CgroupPath#MONITORS}, so that neither belongs to the unit or the pod that started them.
 */
public final class CgroupFs implements AutoCloseable {

    private final CgroupLayout layout;
    private final CgroupHome home;
    private final Syscalls syscalls;
    private final DevicePrograms programs;
    private final Optional<MonitorCgroup> monitors;

    /**
     * @param layout read once: hierarchies are mounted when a host starts
     */
    public CgroupFs(CgroupLayout layout, CgroupHome home, Syscalls syscalls) {
        // only v2 can be given to a user
        this.layout = home.restricted()
                ? layout.unified().<CgroupLayout>map(Unified::new).orElse(layout)
                : layout;
        this.home = home;
        this.syscalls = syscalls;
        this.programs = new DevicePrograms(syscalls);
        this.monitors = home.monitors().map(path -> new MonitorCgroup(cgroup(path), syscalls));
    }

    /** For the host's root. */
    public CgroupFs(CgroupLayout layout, Syscalls syscalls) {
        this(layout, CgroupHome.HOST, syscalls);
    }

    /**
     * Where a new container's cgroup will be. Empty where this process's user may make none, and nothing asks for one.
     *
     * @param cgroupsPath {@code linux.cgroupsPath}
     */
    public Optional<CgroupPath> place(Optional<String> cgroupsPath, LinuxResources resources, ContainerId id) {
        CgroupPath path = home.of(cgroupsPath, id);
        if (!home.restricted() || cgroup(path).refs().stream().allMatch(ref -> permits(ref.path()))) {
            return Optional.of(path);
        }
        if (cgroupsPath.filter(given -> !given.isEmpty()).isPresent()) {
            throw Refusal.denied(
                    "cgroupsPath", "\"" + path + "\": permission denied: this user may make no cgroup there");
        }
        if (!resources.with(draft -> draft.devices = List.of()).equals(LinuxResources.empty())) {
            throw Refusal.denied("resources", "permission denied: this user may make no cgroup, which limits need");
        }
        return Optional.empty();
    }

    /** Whether a directory can be made there and entered from here: the last of those on the way that is there decides. */
    private static boolean permits(Path directory) {
        Path there = directory;
        while (!Files.isDirectory(there)) {
            there = Objects.requireNonNull(there.getParent());
        }
        return Files.isWritable(there) && Files.isWritable(there.resolve("cgroup.procs"));
    }

    /**
     * Makes a container's cgroup with its limits, before any process is in it. Where something fails, what was made is
     * removed again.
     */
    public Cgroup create(CgroupPath path, LinuxResources resources) {
        return limited(path, resources, HostCgroup::make);
    }

    /** Takes a cgroup that systemd has made for a container, and gives it its limits. */
    public Cgroup adopt(CgroupPath path, LinuxResources resources) {
        return limited(path, resources, HostCgroup::adopt);
    }

    private Cgroup limited(CgroupPath path, LinuxResources resources, BiConsumer<HostCgroup, Construction> begin) {
        HostCgroup cgroup = cgroup(path);
        DeviceRules rules = DeviceRules.of(resources.devices());
        build(construction -> {
            begin.accept(cgroup, construction);
            cgroup.set(resources);
            // without rights over the host nobody may load a program, and no container can open more than its maker
            if (!home.restricted()) {
                cgroup.restrictDevices(rules);
            }
        });
        return cgroup;
    }

    /** The cgroup of that path, whether it is there or not. Makes no system call. */
    public Cgroup open(CgroupPath path) {
        return cgroup(path);
    }

    /** The cgroup that a container of that id has where its Spec says nothing, whether it is there or not. */
    public Cgroup open(ContainerId id) {
        return cgroup(home.of(Optional.empty(), id));
    }

    /** The monitors' cgroup, made where it is missing; it stays at least until {@link #close}. */
    public List<CgroupRef> monitors() {
        return monitors.map(MonitorCgroup::hold).orElse(List.of());
    }

    /** The monitors' cgroup, whether it is there or not. */
    public List<CgroupRef> monitorRefs() {
        return home.monitors().map(path -> cgroup(path).refs()).orElse(List.of());
    }

    /** Removes the cgroups that only hold others, where they hold none any more and no other process is about to use them. */
    @Override
    public void close() {
        monitors.ifPresent(MonitorCgroup::close);
        programs.close();
        for (CgroupRef ref : cgroup(home.containers()).refs()) {
            if (!home.restricted()
                    || Files.isWritable(Objects.requireNonNull(ref.path().getParent()))) {
                new CgroupDirectory(ref.path(), syscalls).remove();
            }
        }
    }

    /** The v2 weight of v1's shares. */
    public static long weightOfShares(long shares) {
        return Conversion.weightOfShares(shares);
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
