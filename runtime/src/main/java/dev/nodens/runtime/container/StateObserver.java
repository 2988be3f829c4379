package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.ExitStatus;
import dev.nodens.runtime.ExitStatus.Reason;
import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.init.StartSocket;
import dev.nodens.runtime.plan.Mode;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Derives what a container is from what can be seen of it at this moment (native-init/protocol/README.md). */
final class StateObserver {

    private static final String STARTED = "started";

    private final Syscalls syscalls;
    private final ContainerStore store;
    private final CgroupFs cgroups;
    private final String bootId;

    StateObserver(Syscalls syscalls, ContainerStore store, CgroupFs cgroups) {
        this.syscalls = syscalls;
        this.store = store;
        this.cgroups = cgroups;
        this.bootId = readBootId();
    }

    /** Of the kernel that runs. */
    String bootId() {
        return bootId;
    }

    ContainerState observe(StoredContainer container) {
        Optional<ExitRecord> exit = exitOf(container);
        if (exit.isPresent()) {
            return stopped(container, exit.get());
        }
        Optional<ProcessRecord> process = ProcessRecord.read(directory(container));
        return process.isEmpty() ? new ContainerState.Creating() : observe(container, process.get());
    }

    /** How it ended, where that is written down, or the node restarted since. */
    Optional<ExitRecord> exitOf(StoredContainer container) {
        Optional<ExitRecord> written = ExitRecord.read(directory(container));
        if (written.isPresent() || container.bootId().equals(bootId)) {
            return written;
        }
        Instant seen = container.created();
        return Optional.of(ExitRecord.unknown(seen, seen, Reason.NODE_RESTARTED));
    }

    ExitStatus status(StoredContainer container, ExitRecord exit) {
        return exit.status(cgroup(container).oomKills() > 0);
    }

    Cgroup cgroup(StoredContainer container) {
        return container
                .cgroupPath()
                .map(cgroups::open)
                .orElseGet(() -> new NoCgroup(
                        syscalls,
                        ProcessRecord.read(directory(container)).map(ProcessRecord::process),
                        container.ownPids()));
    }

    Path directory(StoredContainer container) {
        return store.directory(container.containerId());
    }

    StartSocket startSocket(StoredContainer container) {
        return new StartSocket(syscalls, directory(container));
    }

    /** What a container is whose launch has just succeeded, as its launcher said. */
    ContainerState launched(StoredContainer container, ProcessIdentity process, Mode mode) {
        return switch (mode) {
            case CREATE -> new ContainerState.Created(process.pid());
            case RUN, EXEC ->
                ProcessRecord.read(directory(container))
                        .<ContainerState>map(record -> new ContainerState.Running(process.pid(), record.time()))
                        .orElseGet(ContainerState.Creating::new);
        };
    }

    /** When the program of a container that was created first was executed: no other trace of that moment is left. */
    void recordStart(StoredContainer container, Instant time) {
        new RecordFile(
                        directory(container).resolve(STARTED),
                        java.util.Map.of("time", Long.toString(RecordFile.nanos(time))))
                .writeIfAbsent();
    }

    private ContainerState observe(StoredContainer container, ProcessRecord record) {
        int pid = record.process().pid();
        if (!record.process().isAlive()) {
            return observeEnd(container, record);
        }
        if (startSocket(container).isWaitedAt()) {
            return new ContainerState.Created(pid);
        }
        return cgroup(container).frozen()
                ? new ContainerState.Paused(pid, startedAt(container, record))
                : new ContainerState.Running(pid, startedAt(container, record));
    }

    /** Its process is dead. While its monitor still drains its output, the end is not told yet. */
    private ContainerState observeEnd(StoredContainer container, ProcessRecord record) {
        boolean monitored = record.monitor().filter(ProcessIdentity::isAlive).isPresent();
        Optional<ExitRecord> exit = exitOf(container);
        if (exit.isEmpty() && monitored) {
            return new ContainerState.Running(record.process().pid(), startedAt(container, record));
        }
        Instant started = startedAt(container, record);
        return stopped(container, exit.orElseGet(() -> ExitRecord.unknown(started, started, Reason.MONITOR_LOST)));
    }

    private ContainerState stopped(StoredContainer container, ExitRecord exit) {
        return new ContainerState.Stopped(status(container, exit));
    }

    Instant startedAt(StoredContainer container, ProcessRecord record) {
        return RecordFile.read(directory(container).resolve(STARTED))
                .map(file -> file.time("time"))
                .orElse(record.time());
    }

    private static String readBootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException unreadable) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED, "/proc/sys/kernel/random/boot_id: can't be read", unreadable);
        }
    }
}
