package dev.nodens.runtime.init;

import dev.nodens.protocol.Frame;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.SocketPair;
import dev.nodens.runtime.syscall.SpawnRequest;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.runtime.syscall.WaitStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One native-init that was spawned and given its message. Closing it before it has told the end of the launch is giving
 * up: native-init kills what it has made.
 */
public final class InitProcess implements EventSource {

    private final Syscalls syscalls;
    private final FrameChannel channel;
    private final int pid;

    private InitProcess(Syscalls syscalls, FrameChannel channel, int pid) {
        this.syscalls = syscalls;
        this.channel = channel;
        this.pid = pid;
    }

    /**
     * Spawns native-init and sends it the message.
     *
     * @param streams what becomes its standard streams; empty = this process's own
     * @param inherited descriptors that the message names by their numbers
     */
    public static InitProcess spawn(
            Syscalls syscalls, InitBinary binary, ByteBuffer message, List<Fd> streams, List<Fd> inherited) {
        InitProcess process = park(syscalls, binary, streams, inherited);
        process.send(message);
        return process;
    }

    /** Spawns native-init and sends it nothing: it waits for its message, and leaves when this is closed. */
    public static InitProcess park(Syscalls syscalls, InitBinary binary, List<Fd> streams, List<Fd> inherited) {
        SocketPair sync = syscalls.socketpair();
        // Our copy of its end has to go: else its death would not end the stream.
        try (Fd theirs = sync.theirs()) {
            List<Fd> kept = new ArrayList<>(inherited);
            kept.add(theirs);
            List<String> argv = List.of("nodens-init", Integer.toString(theirs.number()));
            int pid = syscalls.posixSpawn(new SpawnRequest(binary.path(), argv, Map.of(), streams, kept));
            return new InitProcess(syscalls, new FrameChannel(syscalls, sync.ours()), pid);
        } catch (RuntimeException failed) {
            sync.ours().close();
            throw failed;
        }
    }

    /**
     * Has a native-init do what launches nothing, and waits for it.
     *
     * @throws ContainerException where it failed
     */
    public static void perform(Syscalls syscalls, InitBinary binary, ByteBuffer message) {
        InitProcess process = spawn(syscalls, binary, message, List.of(), List.of());
        try (process) {
            InitEvent end = process.next().orElseThrow(() -> broken("died over its work"));
            switch (end) {
                case InitEvent.Done _ -> {}
                case InitEvent.Failed failed -> throw failed.failure().exception();
                case InitEvent.MonitorStarted _,
                        InitEvent.ProcessStarted _,
                        InitEvent.RestorerStarted _,
                        InitEvent.Restoring _,
                        InitEvent.HooksDue _,
                        InitEvent.ListenerOpened _,
                        InitEvent.Created _,
                        InitEvent.Started _,
                        InitEvent.Exited _ -> throw broken("told of " + end);
            }
        } finally {
            process.reap();
        }
    }

    @Override
    public Optional<InitEvent> next() {
        return channel.receive().map(InitEvents::of);
    }

    @Override
    public Fd readiness() {
        return channel.socket();
    }

    /** Lets an init go on that waits for the hooks of this process's side. */
    public void hooksDone() {
        channel.send(Frame.HOOKS_DONE, ByteBuffer.allocate(0), List.of());
    }

    /**
     * Says which process was made from files. It tells of it as of any other then: PROCESS, STARTED.
     *
     * @param terminal the master side of its terminal, for a monitor that serves it; at most one
     */
    public void restored(int restored, List<Fd> terminal) {
        ByteBuffer number = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
        channel.send(Frame.RESTORED, number.putInt(restored).flip(), terminal);
    }

    /** The spawned process itself: with FOREGROUND the monitor. */
    public int pid() {
        return pid;
    }

    /** Signals the spawned process; it is our own child and not reaped yet, so its pid is nobody else's. */
    public void signal(int signal) {
        syscalls.kill(pid, signal);
    }

    /** Waits until the spawned process has left. */
    public WaitStatus reap() {
        return syscalls.waitpid(pid);
    }

    @Override
    public void close() {
        channel.close();
    }

    /** A native-init that refuses the message may hang up before it read all of it, and its FAILED frame says why. */
    public void send(ByteBuffer message) {
        try {
            channel.sendRaw(message);
        } catch (ErrnoException failed) {
            if (failed.errno() != Errno.EPIPE && failed.errno() != Errno.ECONNRESET) {
                close();
                reap();
                throw failed;
            }
        }
    }

    private static ContainerException broken(String what) {
        return new ContainerException(ErrorCode.INTERNAL, "native-init " + what);
    }
}
