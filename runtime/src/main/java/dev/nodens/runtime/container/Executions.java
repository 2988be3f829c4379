package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.bootstrap.BootstrapEncoder;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.init.ControlClient;
import dev.nodens.runtime.init.EventSource;
import dev.nodens.runtime.init.InitProcess;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Pipe;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** Runs further processes in running containers: through the monitor where there is one, so that it is their parent. */
final class Executions {

    private static final int O_RDONLY = 0;

    private final Syscalls syscalls;
    private final Spawner spawner;
    private final StateObserver observer;
    private final Planning planning;

    Executions(Syscalls syscalls, Spawner spawner, StateObserver observer, Planning planning) {
        this.syscalls = syscalls;
        this.spawner = spawner;
        this.observer = observer;
        this.planning = planning;
    }

    /** Runs a process to its end, or kills it when its time is up, and keeps the beginning of what it wrote. */
    ExecResult capture(StoredContainer container, Process process, Duration timeout, int limitBytes) {
        ProcessRecord target = running(container);
        Supervision supervision = target.monitor().isPresent() && container.supervision() == Supervision.RESIDENT
                ? Supervision.RESIDENT
                : Supervision.FOREGROUND;
        ExecRequest request = ExecRequest.of(process, supervision);
        try (Pipe output = syscalls.pipe();
                Fd input = syscalls.open("/dev/null", O_RDONLY, 0)) {
            List<Fd> streams = List.of(input, output.writer(), output.writer());
            EventSource source = supervision == Supervision.RESIDENT
                    ? throughMonitor(container, message(container, target, request, List.of()), streams)
                    : spawn(container, target, request, new Descriptors(streams, List.of()));
            output.writer().close();
            try (source;
                    CapturedExec exec = new CapturedExec(
                            syscalls, source, output.reader(), limitBytes, listeners(container, target))) {
                return exec.run(timeout);
            } finally {
                reap(source);
            }
        }
    }

    /** After it was hung up on: it has ended or is about to, whatever became of the exec. */
    private static void reap(EventSource source) {
        if (source instanceof InitProcess spawned) {
            spawned.reap();
        }
    }

    /** Starts a process on this process's own standard streams, or on a terminal. */
    AttachedExec attach(StoredContainer container, ExecRequest request) {
        ProcessRecord target = request.whilePaused() ? live(container) : running(container);
        try (CallerSockets sockets = CallerSockets.connect(syscalls, request.oci())) {
            Descriptors descriptors = new Descriptors(List.of(), sockets.inherited());
            return AttachedExec.begin(
                    spawn(container, target, request, descriptors), sockets, listeners(container, target));
        }
    }

    /**
     * What a spawned native-init inherits.
     *
     * @param streams its standard streams; empty = this process's own
     * @param console the socket that gets the terminal, if any
     */
    private record Descriptors(List<Fd> streams, List<Fd> console) {}

    private InitProcess spawn(
            StoredContainer container, ProcessRecord target, ExecRequest request, Descriptors descriptors) {
        try (Spawner.Spawning init = spawner.spawn(descriptors.streams(), descriptors.console())) {
            return init.send(message(container, target, request, descriptors.console()));
        }
    }

    private ObjIntConsumer<Fd> listeners(StoredContainer container, ProcessRecord target) {
        return (listener, pid) -> new SeccompListener(syscalls, container, planning.spec(container))
                .sendOfExec(listener, pid, target.process().pid());
    }

    private EventSource throughMonitor(StoredContainer container, ByteBuffer message, List<Fd> streams) {
        ControlClient monitor = ControlClient.connect(syscalls, observer.directory(container));
        monitor.exec(message, streams);
        return monitor;
    }

    private ByteBuffer message(StoredContainer container, ProcessRecord target, ExecRequest request, List<Fd> console) {
        return ByteBuffer.wrap(BootstrapEncoder.encode(planning.exec(container, target, request, console)));
    }

    /** What is put into a frozen cgroup stops there, and its caller with it. */
    private ProcessRecord running(StoredContainer container) {
        if (observer.observe(container) instanceof ContainerState.Paused) {
            throw new ContainerException(
                    ErrorCode.WRONG_STATE,
                    "container \"" + container.id() + "\" is paused, and must be resumed before an exec"
                            + " that does not ignore that");
        }
        return live(container);
    }

    private ProcessRecord live(StoredContainer container) {
        if (observer.observe(container).livePid() == 0) {
            throw Refusals.notRunning(container);
        }
        return ProcessRecord.read(observer.directory(container)).orElseThrow();
    }
}
