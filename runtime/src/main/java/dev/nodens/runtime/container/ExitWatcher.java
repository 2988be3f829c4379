package dev.nodens.runtime.container;

import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.ReadyFd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One thread that waits for the end of every process of interest, by pidfd (pidfd_open(2): readable when it has ended). */
final class ExitWatcher implements AutoCloseable {

    private static final int EPOLLIN = 1;
    private static final int EVENTS_AT_ONCE = 64;
    private static final long WAKE_UP = 0;

    private final Syscalls syscalls;
    private final Executor threads;
    private final Fd epoll;
    private final Fd wakeUp;
    private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong(WAKE_UP);
    private final Thread thread;

    private record Watched(Fd pidfd, Consumer<Fd> ended) {}

    /**
     * @param threads runs what is to be done at an end; must not make one wait for another
     */
    ExitWatcher(Syscalls syscalls, Executor threads) {
        this.syscalls = syscalls;
        this.threads = threads;
        this.epoll = syscalls.epollCreate();
        this.wakeUp = syscalls.eventfd();
        syscalls.epollAdd(epoll, wakeUp, EPOLLIN, WAKE_UP);
        this.thread = Thread.ofPlatform().daemon().name("nodens-exit-watcher").start(this::run);
    }

    /** Calls {@code ended} once, on another thread, when the process has ended. Takes over the pidfd, lending it to the call. */
    void watch(Fd pidfd, Consumer<Fd> ended) {
        long token = tokens.incrementAndGet();
        watched.put(token, new Watched(pidfd, ended));
        syscalls.epollAdd(epoll, pidfd, EPOLLIN, token);
    }

    private void run() {
        boolean open = true;
        while (open) {
            for (ReadyFd ready : syscalls.epollWait(epoll, EVENTS_AT_ONCE)) {
                if (ready.token() == WAKE_UP) {
                    open = false;
                } else {
                    Optional.ofNullable(watched.remove(ready.token())).ifPresent(this::end);
                }
            }
        }
    }

    private void end(Watched process) {
        syscalls.epollRemove(epoll, process.pidfd());
        // What follows may kill and wait: the ends of other containers must not wait for it, nor a virtual thread's
        // carrier.
        threads.execute(() -> {
            try (Fd pidfd = process.pidfd()) {
                process.ended().accept(pidfd);
            }
        });
    }

    @Override
    public void close() {
        syscalls.write(
                wakeUp,
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(1)
                        .flip());
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        watched.values().forEach(process -> process.pidfd().close());
        epoll.close();
        wakeUp.close();
    }
}
