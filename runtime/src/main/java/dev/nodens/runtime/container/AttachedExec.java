package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.init.InitEvent;
import dev.nodens.runtime.init.InitProcess;
import dev.nodens.runtime.syscall.Fd;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/**
 * A process that runs in a container on the caller's own streams.
 *
 * @param pid in the host's pid namespace
 */
public record AttachedExec(InitProcess init, int pid) {

    static AttachedExec begin(InitProcess init, CallerSockets sockets, ObjIntConsumer<Fd> listeners) {
        int pid = 0;
        Optional<InitEvent> event = init.next();
        try {
            while (event.isPresent() && !(event.get() instanceof InitEvent.Started)) {
                switch (event.get()) {
                    case InitEvent.ProcessStarted started -> {
                        pid = started.pid();
                        try (Fd pidfd = started.pidfd()) {
                            sockets.send(CallerSockets.Kind.EXEC, pidfd);
                        }
                    }
                    case InitEvent.MonitorStarted monitor -> monitor.pidfd().close();
                    case InitEvent.ListenerOpened opened -> listeners.accept(opened.listener(), pid);
                    case InitEvent.Failed failed -> throw failed.failure().exception();
                    case InitEvent.RestorerStarted _,
                            InitEvent.Restoring _,
                            InitEvent.Created _,
                            InitEvent.Started _,
                            InitEvent.Exited _,
                            InitEvent.HooksDue _,
                            InitEvent.Done _ -> throw lost();
                }
                event = init.next();
            }
            if (event.isEmpty()) {
                throw lost();
            }
            return new AttachedExec(init, pid);
        } catch (RuntimeException failed) {
            init.close();
            init.reap();
            throw failed;
        }
    }

    /** Passes a signal on: the native-init that relays for it does the rest. */
    public void signal(int signal) {
        init.signal(signal);
    }

    /** Leaves it to itself. */
    public void detach() {
        init.close();
        init.reap();
    }

    /** Waits for its end. */
    public int await() {
        try (init) {
            if (init.next().orElseThrow(AttachedExec::lost) instanceof InitEvent.Exited exited) {
                init.reap();
                return exited.code();
            }
            throw lost();
        }
    }

    private static ContainerException lost() {
        return new ContainerException(ErrorCode.INTERNAL, "native-init hung up before the process had started");
    }
}
