package dev.nodens.runtime.container;

import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.init.EventSource;
import dev.nodens.runtime.init.InitEvent;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/** One exec whose output is kept: waits for output, news and the time limit at once. */
final class CapturedExec implements AutoCloseable {

    private static final int POLLIN = 1;
    private static final int SIGKILL = 9;
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

    private final Syscalls syscalls;
    private final EventSource source;
    private final Fd reader;
    private final int limitBytes;
    private final ObjIntConsumer<Fd> listeners;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteBuffer chunk = ByteBuffer.allocate(16 << 10);
    private Optional<InitEvent.ProcessStarted> process = Optional.empty();
    private Optional<InitEvent.Exited> end = Optional.empty();
    private boolean outputOpen = true;
    private boolean timedOut;
    private boolean givenUp;

    /**
     * @param listeners passes on the listener of the process's filter, beside its pid
     */
    CapturedExec(Syscalls syscalls, EventSource source, Fd reader, int limitBytes, ObjIntConsumer<Fd> listeners) {
        this.listeners = listeners;
        this.syscalls = syscalls;
        this.source = source;
        this.reader = reader;
        this.limitBytes = limitBytes;
    }

    ExecResult run(Duration timeout) {
        long deadline = System.nanoTime() + atMost(timeout).toNanos();
        while (end.isEmpty() && !givenUp) {
            List<Fd> ready =
                    syscalls.poll(watched(), POLLIN, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (ready.isEmpty()) {
                // Killed, it ends at once. What does not is left to native-init, which ends it when we hang up.
                givenUp = timedOut;
                kill();
                deadline = System.nanoTime() + LAST_PATIENCE.toNanos();
            }
            ready.forEach(this::take);
        }
        drain();
        int code = end.map(InitEvent.Exited::code).orElse(128 + SIGKILL);
        return new ExecResult(code, timedOut, output.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        process.map(InitEvent.ProcessStarted::pidfd).ifPresent(Fd::close);
    }

    private List<Fd> watched() {
        return outputOpen ? List.of(reader, source.readiness()) : List.of(source.readiness());
    }

    private void take(Fd ready) {
        if (ready == reader) {
            read();
        } else {
            follow(source.next().orElseThrow(CapturedExec::lost));
        }
    }

    private void follow(InitEvent event) {
        switch (event) {
            case InitEvent.ProcessStarted started -> {
                process = Optional.of(started);
                if (timedOut) {
                    kill();
                }
            }
            case InitEvent.MonitorStarted monitor -> monitor.pidfd().close();
            case InitEvent.Created _, InitEvent.Started _ -> {
                // Nobody waits for these here: the end tells all.
            }
            case InitEvent.ListenerOpened opened ->
                listeners.accept(
                        opened.listener(),
                        process.orElseThrow(CapturedExec::lost).pid());
            case InitEvent.RestorerStarted _, InitEvent.Restoring _, InitEvent.HooksDue _, InitEvent.Done _ ->
                throw lost();
            case InitEvent.Exited exited -> end = Optional.of(exited);
            case InitEvent.Failed failed -> {
                // Killed by us before it was executed, because a container may stop whatever enters it.
                if (!timedOut) {
                    throw failed.failure().exception();
                }
                givenUp = true;
            }
        }
    }

    private void read() {
        int length = syscalls.read(reader, chunk.clear());
        outputOpen = length > 0;
        output.write(chunk.array(), 0, Math.min(length, Math.max(0, limitBytes - output.size())));
    }

    /** What the process wrote is in the pipe when it ends; who inherited the pipe may hold it open for ever. */
    private void drain() {
        while (outputOpen
                && !syscalls.poll(List.of(reader), POLLIN, Duration.ZERO).isEmpty()) {
            read();
        }
    }

    /** The process leads a session of its own: its group are its descendants, but for those that left it on purpose. */
    private void kill() {
        timedOut = true;
        process.ifPresent(started -> {
            try {
                syscalls.pidfdSendSignalToGroup(started.pidfd(), SIGKILL);
            } catch (ErrnoException tooOldOrGone) {
                if (tooOldOrGone.errno() != Errno.EINVAL && tooOldOrGone.errno() != Errno.ESRCH) {
                    throw tooOldOrGone;
                }
                killAlone(started.pidfd());
            }
        });
    }

    private void killAlone(Fd pidfd) {
        try {
            syscalls.pidfdSendSignal(pidfd, SIGKILL);
        } catch (ErrnoException gone) {
            if (gone.errno() != Errno.ESRCH) {
                throw gone;
            }
        }
    }

    private static Duration atMost(Duration timeout) {
        return timeout.compareTo(LONGEST_WAIT) < 0 ? timeout : LONGEST_WAIT;
    }

    private static ContainerException lost() {
        return new ContainerException(ErrorCode.INTERNAL, "native-init hung up before the process had ended");
    }
}
