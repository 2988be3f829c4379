package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A cgroup in the v2 hierarchy (Documentation/admin-guide/cgroup-v2.rst). */
final class CgroupV2 implements HostCgroup {

    private static final int SIGKILL = 9;

    /** What of a cgroup may be another user's (Linux 4.15). */
    private static final Path DELEGATED = Path.of("/sys/kernel/cgroup");

    private final CgroupDirectory top;
    private final CgroupDirectory directory;
    private final DevicePrograms programs;

    /**
     * @param top the hierarchy's mount point
     */
    CgroupV2(CgroupDirectory top, CgroupDirectory directory, DevicePrograms programs) {
        this.top = top;
        this.directory = directory;
        this.programs = programs;
    }

    @Override
    public List<CgroupRef> refs() {
        return List.of(new CgroupRef(2, directory.path()));
    }

    @Override
    public List<CgroupRef> refsBeside(int init) {
        boolean holdsProcesses =
                directory.read("cgroup.subtree_control").orElse("").isEmpty();
        return holdsProcesses ? refs() : belowOf(init).map(List::of).orElseGet(this::refs);
    }

    /** Where a process is below this directory; empty where it is not. */
    private Optional<CgroupRef> belowOf(int pid) {
        String own = "/" + top.path().relativize(directory.path()) + "/";
        return new CgroupDirectory(Path.of("/proc", Integer.toString(pid)), directory.syscalls())
                .read("cgroup").stream()
                        .flatMap(String::lines)
                        .filter(line -> line.startsWith("0::") && line.contains(own))
                        .map(line -> line.substring(line.indexOf(own) + own.length()))
                        .map(below -> new CgroupRef(2, directory.path().resolve(below)))
                        .findFirst();
    }

    @Override
    public void delegate(long uid) {
        List<String> files = new CgroupDirectory(DELEGATED, directory.syscalls())
                .read("delegate")
                .orElse(String.join("\n", "cgroup.procs", "cgroup.threads", "cgroup.subtree_control"))
                .lines()
                .toList();
        directory.own(uid, files);
    }

    /** Those above it get every controller enabled that they can have. */
    @Override
    public void make(Construction construction) {
        construction.makeLeaf(directory, top, CgroupV2::enableControllers);
    }

    /** systemd makes it with every controller, and those above it are systemd's own to change. */
    @Override
    public void adopt(Construction construction) {}

    @Override
    public void makeShared(Construction construction) {
        construction.makeShared(directory.parent(), top, CgroupV2::enableControllers);
        construction.makeShared(directory, top, _ -> {});
    }

    /** A directory above may be somebody else's who did not enable what is asked for: then it is asked of them once. */
    @Override
    public void set(LinuxResources resources) {
        List<Setting> settings = V2Settings.of(resources, directory::read);
        try {
            directory.apply(settings);
        } catch (ContainerException absent) {
            if (!enableAbove(settings)) {
                throw absent;
            }
            directory.apply(settings);
        }
    }

    @Override
    public void restrictDevices(DeviceRules rules) {
        DeviceFilter.put(directory, programs, rules);
    }

    @Override
    public void changeDevices(DeviceRules rules) {
        DeviceFilter.put(directory, programs, rules);
    }

    @Override
    public void freeze() {
        if (!write("cgroup.freeze", "1")) {
            return;
        }
        try {
            new Patience().awaitEvent(directory, "frozen 1");
        } catch (ContainerException tooLong) {
            thaw();
            throw tooLong;
        }
    }

    @Override
    public void thaw() {
        write("cgroup.freeze", "0");
    }

    @Override
    public boolean frozen() {
        return directory.read("cgroup.freeze").filter("1"::equals).isPresent();
    }

    @Override
    public void killAll() {
        if (directory.read("cgroup.events").stream().flatMap(String::lines).anyMatch("populated 0"::equals)) {
            return;
        }
        if (!write("cgroup.kill", "1")) {
            killEach();
        }
        new Patience().awaitEvent(directory, "populated 0");
    }

    /** Before Linux 5.14: frozen, no process can fork away or be replaced by another of its pid, and SIGKILL still works. */
    private void killEach() {
        freeze();
        try {
            for (int pid : processes()) {
                Patience.pidfd(directory, pid).ifPresent(this::kill);
            }
        } finally {
            thaw();
        }
    }

    private void kill(Fd pidfd) {
        try (pidfd) {
            directory.syscalls().pidfdSendSignal(pidfd, SIGKILL);
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ESRCH) {
                throw directory.failed(e);
            }
        }
    }

    @Override
    public List<Integer> processes() {
        return CgroupTree.processes(directory);
    }

    @Override
    public long oomKills() {
        return new ControlFile(directory.read("memory.events")).value("oom_kill");
    }

    V2Accounts accounts() {
        return new V2Accounts(directory::read, directory.pageSizes(".current"));
    }

    @Override
    public ContainerStats stats() {
        return accounts().stats();
    }

    @Override
    public Optional<OomEvents> oomEvents() {
        return directory.read("memory.events").map(_ -> new OomCounter(directory));
    }

    @Override
    public void destroy() {
        CgroupTree.destroy(directory, busy -> new Patience().awaitEvent(busy, "populated 0"));
    }

    private boolean write(String file, String value) {
        try {
            return directory.write(file, value);
        } catch (ErrnoException e) {
            throw directory.failed(e);
        }
    }

    private boolean enableAbove(List<Setting> settings) {
        String enabled = directory.read("cgroup.controllers").orElse("");
        List<String> names = Arrays.asList(enabled.split(" "));
        if (settings.stream().allMatch(setting -> names.contains(setting.controller()))) {
            return false;
        }
        enableFrom(directory.parent());
        return true;
    }

    private void enableFrom(CgroupDirectory above) {
        if (!above.path().equals(top.path())) {
            enableFrom(above.parent());
        }
        enableControllers(above);
    }

    /**
     * Lets the children of a directory have all its controllers. Where one can't be had (processes of the directory itself, a
     * real-time process beside the cpu controller) the others still can; who needs it is told when its file is missing.
     */
    private static void enableControllers(CgroupDirectory directory) {
        String available = directory.read("cgroup.controllers").orElse("");
        if (available.isEmpty()) {
            return;
        }
        List<String> controllers =
                Arrays.stream(available.split(" ")).map(name -> "+" + name).toList();
        if (!enable(directory, String.join(" ", controllers))) {
            controllers.forEach(controller -> enable(directory, controller));
        }
    }

    private static boolean enable(CgroupDirectory directory, String controllers) {
        try {
            return directory.write("cgroup.subtree_control", controllers);
        } catch (ErrnoException refused) {
            return false;
        }
    }

    @Override
    public Optional<String> memoryInUse() {
        return directory.read("memory.current");
    }
}
