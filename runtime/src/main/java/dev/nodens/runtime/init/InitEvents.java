package dev.nodens.runtime.init;

import dev.nodens.protocol.Operation;
import dev.nodens.protocol.Stage;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.Fd;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** From the frames that tell of a launch to {@link InitEvent}s, field by field as {@code frames.def} orders them. */
final class InitEvents {

    private InitEvents() {}

    static InitEvent of(FrameChannel.Incoming incoming) {
        ByteBuffer payload = incoming.payload();
        try {
            return switch (incoming.frame()) {
                case MONITOR -> new InitEvent.MonitorStarted(payload.getInt(), descriptor(incoming));
                case PROCESS -> new InitEvent.ProcessStarted(payload.getInt(), payload.getLong(), descriptor(incoming));
                case RESTORER -> new InitEvent.RestorerStarted(payload.getInt(), descriptor(incoming));
                case RESTORING -> new InitEvent.Restoring(descriptor(incoming));
                case HOOKS_DUE -> new InitEvent.HooksDue();
                case SECCOMP_LISTENER -> new InitEvent.ListenerOpened(descriptor(incoming));
                case HOOKS_DONE, MOUNTED -> new InitEvent.Done();
                case CREATED -> new InitEvent.Created();
                case STARTED -> new InitEvent.Started();
                case EXITED -> new InitEvent.Exited(payload.getInt(), payload.getInt());
                case FAILED -> new InitEvent.Failed(failure(payload));
                case HELLO,
                        IDMAP,
                        RESTORED,
                        WATCH,
                        ATTACH,
                        EXEC,
                        RESIZE,
                        SIGNAL,
                        ROTATE,
                        ROTATED,
                        STDIN,
                        STDOUT,
                        STDERR,
                        LOGSTATE,
                        LOGCOUNTS -> throw broken("frame " + incoming.frame() + " where a launch is told of");
            };
        } catch (BufferUnderflowException tooShort) {
            throw broken("frame " + incoming.frame() + " is too short");
        }
    }

    private static InitFailure failure(ByteBuffer payload) {
        int stage = payload.getInt();
        int operation = payload.getInt();
        return new InitFailure(
                Stage.of(stage).orElseThrow(() -> broken("unknown stage " + stage)),
                Operation.of(operation).orElseThrow(() -> broken("unknown operation " + operation)),
                Errno.of(payload.getInt()),
                text(payload));
    }

    private static Fd descriptor(FrameChannel.Incoming incoming) {
        if (incoming.descriptors().isEmpty()) {
            throw broken("frame " + incoming.frame() + " came without its descriptor");
        }
        return incoming.descriptors().getFirst();
    }

    /** A STR field at a payload's end, without its NUL. */
    private static String text(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        int length = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static ContainerException broken(String what) {
        return new ContainerException(ErrorCode.INTERNAL, "native-init broke the protocol: " + what);
    }
}
