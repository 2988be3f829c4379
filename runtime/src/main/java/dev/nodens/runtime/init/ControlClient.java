package dev.nodens.runtime.init;

import dev.nodens.protocol.Frame;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A connection to a container's monitor. One connection runs at most one exec. */
public final class ControlClient implements EventSource {

    private static final int VERSION = 1;
    private static final int O_PATH = 0x200000;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final FrameChannel channel;

    private ControlClient(FrameChannel channel) {
        this.channel = channel;
    }

    /**
     * Connects to the monitor that keeps a state directory and greets it.
     *
     * @throws dev.nodens.runtime.syscall.ErrnoException where nobody listens
     */
    public static ControlClient connect(Syscalls syscalls, Path stateDirectory) {
        // A container's id may be longer than the 107 bytes that the address of a socket can have.
        try (Fd directory = syscalls.open(stateDirectory.toString(), O_PATH, 0)) {
            Fd socket = syscalls.connect("/proc/self/fd/" + directory.number() + "/control.sock");
            ControlClient client = new ControlClient(new FrameChannel(syscalls, socket));
            client.greet();
            return client;
        }
    }

    /**
     * Asks the monitor to run one more process; what becomes of it comes by {@link #next}.
     *
     * @param message a bootstrap message of mode EXEC
     * @param streams its three standard streams; empty where the message has a TERMINAL
     */
    public void exec(ByteBuffer message, List<Fd> streams) {
        channel.send(Frame.EXEC, message, streams);
    }

    /** Signals this connection's exec; the container's process where there was none. */
    public void signal(int signal) {
        channel.send(Frame.SIGNAL, number(signal), List.of());
    }

    /** Waits until the container's process has ended and its exit record is written, or the monitor has hung up. */
    public void awaitExit() {
        channel.send(Frame.WATCH, NOTHING.duplicate(), List.of());
        boolean over = false;
        while (!over) {
            switch (next().orElseGet(() -> new InitEvent.Exited(0, 0))) {
                case InitEvent.Exited _ -> over = true;
                case InitEvent.ProcessStarted event -> event.pidfd().close();
                case InitEvent.MonitorStarted event -> event.pidfd().close();
                case InitEvent.RestorerStarted event -> event.pidfd().close();
                case InitEvent.ListenerOpened event -> event.listener().close();
                case InitEvent.HooksDue _, InitEvent.Restoring _, InitEvent.Done _ -> throw misplaced();
                case InitEvent.Created _, InitEvent.Started _, InitEvent.Failed _ -> {
                    // FAILED is a created container's command that could not be run: EXITED follows.
                }
            }
        }
    }

    /** Rotates the log; returns when every later line goes to the new file. */
    public void rotate() {
        channel.send(Frame.ROTATE, NOTHING.duplicate(), List.of());
        Frame answer = channel.receive().map(FrameChannel.Incoming::frame).orElseThrow(ControlClient::hungUp);
        if (answer != Frame.ROTATED) {
            throw new ContainerException(ErrorCode.INTERNAL, "the monitor answered ROTATE with " + answer);
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

    @Override
    public void close() {
        channel.close();
    }

    private void greet() {
        try {
            channel.send(Frame.HELLO, number(VERSION), List.of());
            FrameChannel.Incoming hello = channel.receive().orElseThrow(ControlClient::hungUp);
            if (hello.frame() != Frame.HELLO || hello.payload().remaining() < Integer.BYTES) {
                throw new ContainerException(ErrorCode.INTERNAL, "the monitor answered HELLO with " + hello.frame());
            }
            int version = hello.payload().getInt();
            if (version != VERSION) {
                throw new ContainerException(
                        ErrorCode.UNSUPPORTED, "the monitor speaks version " + version + ", and must speak " + VERSION);
            }
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private static ByteBuffer number(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .flip();
    }

    private static ContainerException misplaced() {
        return new ContainerException(ErrorCode.INTERNAL, "the monitor told of hooks to one who only watches");
    }

    private static ContainerException hungUp() {
        return new ContainerException(ErrorCode.INTERNAL, "the monitor hung up");
    }
}
