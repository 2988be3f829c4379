package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerEvent;
import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.cgroup.OomEvents;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.ReadyFd;
import dev.nodens.runtime.syscall.Syscalls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What containers use, at one moment or again and again. */
final class Measurements {

    private static final int POLLIN = 1;
    private static final int SOURCES = 2;
    private static final long ENDED = 0;
    private static final long OUT_OF_MEMORY = 1;

    private final Syscalls syscalls;
    private final StateObserver observer;

    Measurements(Syscalls syscalls, StateObserver observer) {
        this.syscalls = syscalls;
        this.observer = observer;
    }

    ContainerStats stats(StoredContainer container) {
        return stats(container, process(container));
    }

    private ContainerStats stats(StoredContainer container, ProcessIdentity process) {
        return observer.cgroup(container).stats().with(NetworkCounters.of(process.pid()));
    }

    /**
     * Tells of it until it has ended. The kernel wakes this thread when the out-of-memory killer strikes and when the process
     * ends; only the interval is a matter of time.
     */
    void watch(StoredContainer container, Duration interval, Consumer<ContainerEvent> told) {
        ProcessIdentity process = process(container);
        Optional<OomEvents> kills = observer.cgroup(container).oomEvents();
        try (Fd pidfd = process.open(syscalls).orElseThrow(() -> notRunning(container));
                Fd epoll = syscalls.epollCreate()) {
            syscalls.epollAdd(epoll, pidfd, POLLIN, ENDED);
            kills.ifPresent(events -> syscalls.epollAdd(epoll, events.fd(), events.interest(), OUT_OF_MEMORY));
            long next = System.nanoTime() + interval.toNanos();
            boolean running = true;
            while (running) {
                Duration left = Duration.ofNanos(Math.max(0, next - System.nanoTime()));
                if (syscalls.poll(List.of(epoll), POLLIN, left).isEmpty()) {
                    told.accept(new ContainerEvent.Measured(stats(container, process)));
                    next += interval.toNanos();
                } else {
                    running = tell(syscalls.epollWait(epoll, SOURCES), kills, told);
                }
            }
        } finally {
            kills.ifPresent(OomEvents::close);
        }
    }

    /** False where it has ended. A kill that ended it is told of first. */
    private static boolean tell(List<ReadyFd> ready, Optional<OomEvents> kills, Consumer<ContainerEvent> told) {
        boolean struck = ready.stream().anyMatch(event -> event.token() == OUT_OF_MEMORY)
                && kills.filter(OomEvents::struck).isPresent();
        if (struck) {
            told.accept(new ContainerEvent.OutOfMemory());
        }
        return ready.stream().noneMatch(event -> event.token() == ENDED);
    }

    private ProcessIdentity process(StoredContainer container) {
        if (observer.observe(container).livePid() == 0) {
            throw notRunning(container);
        }
        return ProcessRecord.read(observer.directory(container))
                .orElseThrow(() -> notRunning(container))
                .process();
    }

    private static ContainerException notRunning(StoredContainer container) {
        return Refusals.notRunning(container);
    }
}
