package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.cgroup.OomEvents;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands in for the cgroup of a container whose maker may make none. Its processes are those of its init's pid
 * namespace, which the kernel ends with their init; where it has none of its own, only its init is known.
 */
final class NoCgroup implements Cgroup {

    private static final int SIGKILL = 9;
    private static final int POLLIN = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Syscalls syscalls;
    private final Optional<ProcessIdentity> init;
    private final boolean ownPids;

    /**
     * @param init empty as long as there is none
     */
    NoCgroup(Syscalls syscalls, Optional<ProcessIdentity> init, boolean ownPids) {
        this.syscalls = syscalls;
        this.init = init;
        this.ownPids = ownPids;
    }

    @Override
    public List<CgroupRef> refs() {
        return List.of();
    }

    @Override
    public List<CgroupRef> refsBeside(int pid) {
        return List.of();
    }

    @Override
    public void delegate(long uid) {}

    @Override
    public void apply(LinuxResources resources) {
        throw absent("limits can't be changed");
    }

    @Override
    public void freeze() {
        throw absent("it can't be paused");
    }

    @Override
    public void thaw() {}

    @Override
    public boolean frozen() {
        return false;
    }

    @Override
    public void killAll() {
        Optional<Fd> pidfd = init.flatMap(identity -> identity.open(syscalls));
        if (pidfd.isEmpty()) {
            return;
        }
        try (Fd process = pidfd.get()) {
            syscalls.pidfdSendSignal(process, SIGKILL);
            if (syscalls.poll(List.of(process), POLLIN, PATIENCE).isEmpty()) {
                throw new ContainerException(
                        ErrorCode.RESOURCE_UNAVAILABLE, "the container's init is still there after it was killed");
            }
        }
    }

    @Override
    public List<Integer> processes() {
        Optional<Integer> pid =
                init.filter(ProcessIdentity::isAlive).map(ProcessIdentity::pid).filter(_ -> ownPids);
        return pid.map(NoCgroup::ofSameNamespace)
                .orElseGet(() -> init.stream().map(ProcessIdentity::pid).toList());
    }

    private static List<Integer> ofSameNamespace(int init) {
        List<Integer> found = new ArrayList<>();
        Optional<Path> namespace = namespaceOf(Path.of("/proc", Integer.toString(init)));
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                if (namespace.isPresent() && namespace.equals(namespaceOf(process))) {
                    found.add(Integer.valueOf(process.getFileName().toString()));
                }
            }
        } catch (IOException | DirectoryIteratorException failed) {
            throw new ContainerException(ErrorCode.INTERNAL, "/proc: can't be listed", failed);
        }
        return found;
    }

    /** Empty where it is gone, or another user's. */
    private static Optional<Path> namespaceOf(Path process) {
        try {
            return Optional.of(Files.readSymbolicLink(process.resolve("ns/pid")));
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public long oomKills() {
        return 0;
    }

    @Override
    public ContainerStats stats() {
        throw absent("nobody counts what it uses");
    }

    @Override
    public Optional<OomEvents> oomEvents() {
        return Optional.empty();
    }

    @Override
    public void destroy() {}

    private static ContainerException absent(String what) {
        return new ContainerException(
                ErrorCode.UNSUPPORTED, "the container has no cgroup, because its maker might make none: " + what);
    }
}
