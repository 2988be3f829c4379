package dev.nodens.runtime.init;

import dev.nodens.protocol.Frame;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Received;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One side of a socket that carries frames: u32 number, u32 payload length, payload, in host byte order; descriptors
 * come with a frame's first byte.
 */
final class FrameChannel implements AutoCloseable {

    /** More than any frame that native-init sends. */
    private static final int PAYLOAD_LIMIT = 1 << 20;

    private static final int HEADER_BYTES = 8;

    private final Syscalls syscalls;
    private final Fd socket;

    FrameChannel(Syscalls syscalls, Fd socket) {
        this.syscalls = syscalls;
        this.socket = socket;
    }

    /** One frame that came in; its descriptors belong to the receiver. */
    record Incoming(Frame frame, ByteBuffer payload, List<Fd> descriptors) {}

    /** What poll(2) may ask whether a frame is there. */
    Fd socket() {
        return socket;
    }

    /** Sends bytes that are no frame: the bootstrap message. */
    void sendRaw(ByteBuffer bytes) {
        syscalls.sendmsg(socket, bytes, List.of());
    }

    void send(Frame frame, ByteBuffer payload, List<Fd> descriptors) {
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER_BYTES + payload.remaining()).order(ByteOrder.nativeOrder());
        bytes.putInt(frame.number()).putInt(payload.remaining()).put(payload).flip();
        syscalls.sendmsg(socket, bytes, descriptors);
    }

    /** The next frame; empty where the peer closed its end between two frames. */
    Optional<Incoming> receive() {
        List<Fd> descriptors = new ArrayList<>();
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.nativeOrder());
        if (!fill(header, descriptors)) {
            return Optional.empty();
        }
        int number = header.getInt();
        int length = header.getInt();
        Frame frame = Frame.of(number).orElseThrow(() -> broken("unknown frame " + number));
        if (length < 0 || length > PAYLOAD_LIMIT) {
            throw broken("frame " + frame + " of " + Integer.toUnsignedLong(length) + " bytes");
        }
        ByteBuffer payload = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        if (length > 0 && !fill(payload, descriptors)) {
            throw broken("frame " + frame + " without its payload");
        }
        return Optional.of(new Incoming(frame, payload, descriptors));
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Whether the buffer was filled and not a byte was there to fill it with. */
    private boolean fill(ByteBuffer buffer, List<Fd> descriptors) {
        while (buffer.hasRemaining()) {
            Received received = receive(buffer);
            descriptors.addAll(received.descriptors());
            if (received.length() == 0) {
                if (buffer.position() == 0) {
                    return false;
                }
                throw broken("frame cut off after " + buffer.position() + " bytes");
            }
        }
        buffer.flip();
        return true;
    }

    /** A peer that died with our bytes unread resets the connection: for us, that is its end. */
    private Received receive(ByteBuffer buffer) {
        try {
            return syscalls.recvmsg(socket, buffer);
        } catch (ErrnoException reset) {
            if (reset.errno() == Errno.ECONNRESET) {
                return new Received(0, List.of());
            }
            throw reset;
        }
    }

    private static ContainerException broken(String what) {
        return new ContainerException(ErrorCode.INTERNAL, "native-init broke the protocol: " + what);
    }
}
