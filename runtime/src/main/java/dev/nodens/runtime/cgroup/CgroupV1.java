package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.cgroup.CgroupLayout.V1Hierarchy;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A cgroup of the same path in every v1 hierarchy (Documentation/admin-guide/cgroup-v1). */
final class CgroupV1 implements HostCgroup {

    private static final int SIGKILL = 9;
    private static final long LOOK_AGAIN_NANOS = 100_000;

    /** The cgroup's directory in one hierarchy. */
    private record Place(List<String> controllers, CgroupDirectory top, CgroupDirectory directory) {

        boolean has(String controller) {
            return controllers.contains(controller);
        }
    }

    private final List<Place> places;

    CgroupV1(List<V1Hierarchy> hierarchies, CgroupPath path, Syscalls syscalls) {
        this.places = hierarchies.stream()
                .map(hierarchy -> new Place(
                        hierarchy.controllers(),
                        new CgroupDirectory(hierarchy.mount().mountPoint(), syscalls),
                        new CgroupDirectory(hierarchy.mount().directory(path), syscalls)))
                .toList();
    }

    @Override
    public List<CgroupRef> refs() {
        return places.stream()
                .map(place -> new CgroupRef(1, place.directory.path()))
                .toList();
    }

    @Override
    public List<CgroupRef> refsBeside(int init) {
        return refs();
    }

    @Override
    public void delegate(long uid) {}

    boolean has(String controller) {
        return places.stream().anyMatch(place -> place.has(controller));
    }

    /** In a new cpuset no process can be before it has CPUs and memory nodes: it gets its parent's. */
    @Override
    public void make(Construction construction) {
        for (Place place : places) {
            construction.makeLeaf(place.directory, place.top, above -> fillShared(place, above));
            if (place.has("cpuset")) {
                fill(place.directory, place.top);
            }
        }
    }

    @Override
    public void adopt(Construction construction) {
        makeShared(construction);
    }

    @Override
    public void makeShared(Construction construction) {
        for (Place place : places) {
            construction.makeShared(place.directory, place.top, above -> fillShared(place, above));
        }
    }

    private static void fillShared(Place place, CgroupDirectory directory) {
        boolean unfilled = place.has("cpuset")
                && !directory.path().equals(place.top.path())
                && directory.read("cpuset.cpus").filter(String::isEmpty).isPresent();
        if (unfilled) {
            fill(directory, place.top);
        }
    }

    private static void fill(CgroupDirectory directory, CgroupDirectory top) {
        CgroupDirectory parent = directory.parent();
        String cpus = parent.read("cpuset.cpus").orElse("");
        if (cpus.isEmpty() && !parent.path().equals(top.path())) {
            fill(parent, top);
            cpus = parent.read("cpuset.cpus").orElse("");
        }
        directory.apply(List.of(
                Setting.of("cpuset.cpus", cpus),
                Setting.of("cpuset.mems", parent.read("cpuset.mems").orElse(""))));
    }

    @Override
    public void set(LinuxResources resources) {
        if (!resources.unified().isEmpty()) {
            throw Refusal.unsupported("unified", "this host has cgroup v1 only");
        }
        set(V1Settings.of(resources));
    }

    void set(List<Setting> settings) {
        for (Place place : places) {
            List<Setting> own = settings.stream()
                    .filter(setting -> place.has(setting.controller()))
                    .toList();
            place.directory.apply(own);
        }
        settings.stream()
                .filter(setting -> !has(setting.controller()))
                .findFirst()
                .ifPresent(setting -> {
                    throw new ContainerException(
                            ErrorCode.UNSUPPORTED,
                            "cgroup controller \"" + setting.controller() + "\" for \"" + setting.file()
                                    + "\": is mounted nowhere on this host");
                });
    }

    @Override
    public void restrictDevices(DeviceRules rules) {
        set(V1Settings.devices(rules));
    }

    @Override
    public void changeDevices(DeviceRules rules) {
        String now = directoryOf("devices").read("devices.list").orElse("");
        set(V1Settings.deviceChanges(now, rules));
    }

    @Override
    public void freeze() {
        CgroupDirectory freezer = directoryOf("freezer");
        Patience patience = new Patience();
        // The one place where nothing wakes the waiting: v1's freezer tells nobody, and catches a process that was just
        // forked only when FROZEN is written again.
        while (write(freezer, "FROZEN") && !isFrozen(freezer)) {
            if (patience.isOver()) {
                thaw();
                throw new ContainerException(
                        ErrorCode.RESOURCE_UNAVAILABLE, "cgroup \"" + freezer.path() + "\": does not freeze");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    @Override
    public void thaw() {
        write(directoryOf("freezer"), "THAWED");
    }

    @Override
    public boolean frozen() {
        return has("freezer") && isFrozen(directoryOf("freezer"));
    }

    private static boolean isFrozen(CgroupDirectory freezer) {
        return freezer.read("freezer.state").filter("FROZEN"::equals).isPresent();
    }

    private static boolean write(CgroupDirectory freezer, String state) {
        try {
            return freezer.write("freezer.state", state);
        } catch (ErrnoException e) {
            throw freezer.failed(e);
        }
    }

    /** Frozen, no process can fork away or be replaced by another of its pid; SIGKILL reaches it when it is thawed. */
    @Override
    public void killAll() {
        Patience patience = new Patience();
        while (!processes().isEmpty()) {
            List<Fd> pidfds = killFrozen();
            try {
                patience.awaitEnd(anyDirectory(), pidfds);
            } finally {
                pidfds.forEach(Fd::close);
            }
        }
    }

    private List<Fd> killFrozen() {
        List<Fd> killed = new ArrayList<>();
        freeze();
        try {
            for (int pid : processes()) {
                Patience.pidfd(anyDirectory(), pid).filter(this::kill).ifPresent(killed::add);
            }
            return killed;
        } finally {
            thaw();
        }
    }

    /** False where it has ended by itself; its descriptor is closed then. */
    private boolean kill(Fd pidfd) {
        try {
            anyDirectory().syscalls().pidfdSendSignal(pidfd, SIGKILL);
            return true;
        } catch (ErrnoException e) {
            pidfd.close();
            if (e.errno() == Errno.ESRCH) {
                return false;
            }
            throw anyDirectory().failed(e);
        }
    }

    @Override
    public List<Integer> processes() {
        return CgroupTree.processes(anyDirectory());
    }

    @Override
    public long oomKills() {
        return has("memory") ? new ControlFile(directoryOf("memory").read("memory.oom_control")).value("oom_kill") : 0;
    }

    V1Accounts accounts() {
        List<String> pageSizes = find("hugetlb")
                .map(directory -> directory.pageSizes(".usage_in_bytes"))
                .orElse(List.of());
        return new V1Accounts(
                file -> find(Setting.controllerOf(file)).flatMap(directory -> directory.read(file)), pageSizes);
    }

    @Override
    public ContainerStats stats() {
        return accounts().stats();
    }

    @Override
    public Optional<OomEvents> oomEvents() {
        return find("memory")
                .filter(directory -> directory.read("memory.oom_control").isPresent())
                .map(OomEventfd::new);
    }

    @Override
    public void destroy() {
        places.forEach(place -> CgroupTree.destroy(place.directory, CgroupV1::awaitEmpty));
    }

    private static void awaitEmpty(CgroupDirectory busy) {
        List<Fd> pidfds = CgroupTree.processes(busy).stream()
                .flatMap(pid -> Patience.pidfd(busy, pid).stream())
                .toList();
        try {
            new Patience().awaitEnd(busy, pidfds);
        } finally {
            pidfds.forEach(Fd::close);
        }
    }

    /** Where its processes are listed: the freezer's, which stops them, so that both speak of the same ones. */
    private CgroupDirectory anyDirectory() {
        return has("freezer") ? directoryOf("freezer") : places.getFirst().directory;
    }

    private CgroupDirectory directoryOf(String controller) {
        return find(controller)
                .orElseThrow(() -> new ContainerException(
                        ErrorCode.UNSUPPORTED,
                        "cgroup controller \"" + controller + "\": is mounted nowhere on this host"));
    }

    private Optional<CgroupDirectory> find(String controller) {
        return places.stream()
                .filter(place -> place.has(controller))
                .map(Place::directory)
                .findFirst();
    }

    @Override
    public Optional<String> memoryInUse() {
        return find("memory").flatMap(directory -> directory.read("memory.usage_in_bytes"));
    }
}
