package dev.nodens.runtime.criu;

import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Received;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request to one criu, over the socket that it was started with: a message is a packet. */
final class CriuSession {

    /** Ten times what criu itself takes for a message. */
    private static final int PACKET_BYTES = 40 * 4096;

    private final Syscalls syscalls;
    private final Fd socket;
    private final ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);

    CriuSession(Syscalls syscalls, Fd socket) {
        this.syscalls = syscalls;
        this.socket = socket;
    }

    /**
     * Sends a request and answers what criu tells meanwhile.
     *
     * @param listener one that fails makes criu fail and take back what it has done; its exception is thrown then
     * @return criu's last word; empty = it ended without one
     */
    Optional<CriuResponse> ask(byte[] request, CriuListener listener) {
        try {
            send(request);
            RuntimeException refused = null;
            while (true) {
                Received received = receive();
                if (received.length() == 0) {
                    return last(Optional.empty(), refused);
                }
                CriuResponse response = CriuResponse.decode(packet.flip());
                if (response.kind() != CriuRequest.Kind.NOTIFY.number() || response.notice() == null) {
                    received.descriptors().forEach(Fd::close);
                    return last(Optional.of(response), refused);
                }
                RuntimeException failed = tell(listener, response.notice(), received.descriptors());
                refused = refused == null ? failed : refused;
                send(CriuRequest.noticed(failed == null));
            }
        } catch (ErrnoException died) {
            if (died.errno() == Errno.EPIPE || died.errno() == Errno.ECONNRESET) {
                return Optional.empty();
            }
            throw died;
        }
    }

    /** A listener's own failure says more than criu's about it. */
    private static Optional<CriuResponse> last(Optional<CriuResponse> response, @Nullable RuntimeException refused) {
        if (refused != null) {
            throw refused;
        }
        return response;
    }

    private static @Nullable RuntimeException tell(
            CriuListener listener, CriuResponse.Notice notice, List<Fd> descriptors) {
        try {
            listener.told(notice.script(), notice.pid(), descriptors);
            return null;
        } catch (RuntimeException failed) {
            return failed;
        }
    }

    private void send(byte[] message) {
        syscalls.sendmsg(socket, ByteBuffer.wrap(message), List.of());
    }

    private Received receive() {
        packet.clear();
        return syscalls.recvmsg(socket, packet);
    }
}
