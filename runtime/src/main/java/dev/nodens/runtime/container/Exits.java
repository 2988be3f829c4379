package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerListener;
import dev.nodens.runtime.ContainerRuntime.Registration;
import dev.nodens.runtime.ExitStatus;
import dev.nodens.runtime.ExitStatus.Reason;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.init.ControlClient;
import dev.nodens.runtime.init.InitEvent;
import dev.nodens.runtime.init.InitProcess;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * Learns of the end of every container, once each. Its process and its monitor are watched by pidfd. A process that ended
 * leaves its exit record by way of its monitor; a monitor that ended without one was killed, and then the rest of the
 * container is killed too, since nobody reads its output any more.
 */
final class Exits implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Exits.class.getName());

    private final Syscalls syscalls;
    private final ContainerStore store;
    private final StateObserver observer;
    private final Executor threads;
    private final ExitWatcher watcher;
    private final Map<ProcessIdentity, CompletableFuture<ExitStatus>> awaited = new ConcurrentHashMap<>();
    private final List<ContainerListener> listeners = new CopyOnWriteArrayList<>();

    Exits(Syscalls syscalls, ContainerStore store, StateObserver observer, Executor threads) {
        this.syscalls = syscalls;
        this.store = store;
        this.observer = observer;
        this.threads = threads;
        this.watcher = new ExitWatcher(syscalls, threads);
    }

    Registration listen(ContainerListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Whether anybody wants to know of the ends of containers that other processes made. */
    boolean isListenedTo() {
        return !listeners.isEmpty();
    }

    /** Watches a container that this process has just launched. Takes the launch over. */
    void own(StoredContainer container, Launch launch) {
        Watch watch = new Watch(container, launch.process(), Optional.empty());
        switch (container.supervision()) {
            case RESIDENT -> {
                leave(launch);
                launch.pidfd().close();
                launch.monitor().ifPresent(Fd::close);
                of(container, ProcessRecord.read(observer.directory(container)).orElseThrow());
            }
            case NONE -> {
                leave(launch);
                awaited.put(launch.process(), new CompletableFuture<>());
                watcher.watch(launch.pidfd(), pidfd -> {
                    recordChild(container, pidfd);
                    settle(watch);
                });
            }
            case FOREGROUND -> {
                launch.pidfd().close();
                launch.monitor().ifPresent(Fd::close);
                awaited.put(launch.process(), new CompletableFuture<>());
                // The monitor is our own child, and nobody but this watch reaps it: its pid is still its own.
                watcher.watch(syscalls.pidfdOpen(launch.init().pid()), _ -> {
                    recordForeground(container, launch.init());
                    settle(watch);
                });
            }
        }
    }

    /** The end of a container, whichever process launched it; the same future for every caller. */
    CompletableFuture<ExitStatus> of(StoredContainer container, ProcessRecord record) {
        CompletableFuture<ExitStatus> mine = new CompletableFuture<>();
        CompletableFuture<ExitStatus> first = awaited.putIfAbsent(record.process(), mine);
        if (first != null) {
            return first;
        }
        Watch watch = new Watch(container, record.process(), record.monitor());
        Optional<Fd> process = record.process().open(syscalls);
        Optional<Fd> monitor = record.monitor().flatMap(identity -> identity.open(syscalls));
        process.ifPresent(pidfd -> watcher.watch(pidfd, _ -> settle(watch)));
        monitor.ifPresent(pidfd -> watcher.watch(pidfd, _ -> settle(watch)));
        if (process.isEmpty() || monitor.isPresent() != record.monitor().isPresent()) {
            threads.execute(() -> settle(watch));
        }
        return mine;
    }

    /** Tells the end of a container that is being deleted, while its record is still there. */
    void forget(StoredContainer container, ProcessRecord record, ExitStatus exit) {
        complete(new Watch(container, record.process(), record.monitor()), exit);
        awaited.remove(record.process());
    }

    @Override
    public void close() {
        watcher.close();
    }

    private record Watch(StoredContainer container, ProcessIdentity process, Optional<ProcessIdentity> monitor) {}

    /** Tells the end if it is known by now. Called whenever something of the container ended, by any number of threads. */
    private void settle(Watch watch) {
        try {
            Optional<ExitRecord> exit = learn(watch);
            if (exit.isPresent()) {
                killLeftBehind(watch.container());
                complete(watch, observer.status(watch.container(), exit.get()));
            }
        } catch (ContainerException | ErrnoException failed) {
            LOG.log(Level.ERROR, "container \"" + watch.container().id() + "\": its end can't be learned", failed);
        }
    }

    /** A pid namespace that was joined has no init of the container's that takes the others with it. */
    private void killLeftBehind(StoredContainer container) {
        if (!container.ownPids()) {
            locked(container, () -> observer.cgroup(container).killAll());
        }
    }

    private Optional<ExitRecord> learn(Watch watch) {
        Optional<ExitRecord> written = observer.exitOf(watch.container());
        if (written.isPresent()) {
            return written;
        }
        if (watch.monitor().filter(ProcessIdentity::isAlive).isPresent()) {
            awaitRecord(watch);
            written = observer.exitOf(watch.container());
            // A monitor that would not talk is still watched: when it leaves, this is called again.
            return written.isPresent()
                            || watch.monitor().filter(ProcessIdentity::isAlive).isPresent()
                    ? written
                    : lose(watch);
        }
        return lose(watch);
    }

    private void awaitRecord(Watch watch) {
        try (ControlClient monitor = ControlClient.connect(syscalls, observer.directory(watch.container()))) {
            monitor.awaitExit();
        } catch (ContainerException | ErrnoException left) {
            LOG.log(Level.DEBUG, "container \"" + watch.container().id() + "\": its monitor left meanwhile", left);
        }
    }

    /** Nobody is left who knows how it ended: ends the rest of it and writes that down. */
    private Optional<ExitRecord> lose(Watch watch) {
        StoredContainer container = watch.container();
        ExitRecord unknown = ExitRecord.unknown(container.created(), Instant.now(), Reason.MONITOR_LOST);
        locked(container, () -> {
            if (observer.exitOf(container).isEmpty()) {
                observer.cgroup(container).killAll();
                unknown.write(observer.directory(container));
            }
        });
        return Optional.of(observer.exitOf(container).orElse(unknown));
    }

    /** Does nothing where the container was deleted meanwhile, or another one made under its name. */
    private void locked(StoredContainer container, Runnable action) {
        Optional<ContainerLock> lock = store.lock(container.containerId());
        try {
            lock.flatMap(_ -> store.find(container.containerId()))
                    .filter(container::equals)
                    .ifPresent(_ -> action.run());
        } finally {
            lock.ifPresent(ContainerLock::close);
        }
    }

    private void leave(Launch launch) {
        launch.init().close();
        launch.init().reap();
    }

    private void recordChild(StoredContainer container, Fd pidfd) {
        syscalls.waitid(pidfd).ifPresent(end -> write(container, end.code(), end.signal()));
    }

    /** A foreground monitor tells the end on its sync socket, and writes nothing down. */
    private void recordForeground(StoredContainer container, InitProcess init) {
        try (init) {
            Optional<InitEvent> event = init.next();
            while (event.isPresent()) {
                if (event.get() instanceof InitEvent.Exited(int code, int signal)) {
                    write(container, code, signal);
                }
                event = init.next();
            }
            init.reap();
        }
    }

    private void write(StoredContainer container, int code, int signal) {
        Path directory = observer.directory(container);
        Instant started = ProcessRecord.read(directory)
                .map(record -> observer.startedAt(container, record))
                .orElseGet(container::created);
        new ExitRecord(code, signal, started, Instant.now(), Reason.EXITED).write(directory);
    }

    private void complete(Watch watch, ExitStatus exit) {
        CompletableFuture<ExitStatus> future = awaited.get(watch.process());
        if (future != null && future.complete(exit)) {
            listeners.forEach(listener -> tell(listener, watch, exit));
        }
    }

    private static void tell(ContainerListener listener, Watch watch, ExitStatus exit) {
        try {
            listener.stopped(watch.container().containerId(), exit);
        } catch (RuntimeException failed) {
            LOG.log(
                    Level.ERROR,
                    "a listener failed on the end of container \""
                            + watch.container().id() + "\"",
                    failed);
        }
    }
}
