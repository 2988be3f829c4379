package dev.nodens.runtime.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/** Sockets of the family unix(7) that have a path, and what goes over any. */
final class SocketCalls {

    static final int STREAM = 1;
    static final int DATAGRAM = 2;
    static final int NONBLOCK = 0x800;

    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private SocketCalls() {}

    static Fd connect(String path, int type) {
        return addressed(SystemCall.CONNECT, path, type);
    }

    static Fd bind(String path, int type) {
        return addressed(SystemCall.BIND, path, type);
    }

    private static Fd addressed(SystemCall call, String path, int type) {
        Fd socket = Kernel.owned(Kernel.call(SystemCall.SOCKET, path, UnixAddress.AF_UNIX, type | SOCK_CLOEXEC, 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = UnixAddress.of(arena, call.manPage(), path);
            Kernel.call(call, path, socket.number(), address.address(), address.byteSize());
            return socket;
        } catch (ErrnoException refused) {
            socket.close();
            throw refused;
        }
    }

    static void send(Fd socket, ByteBuffer bytes, List<Fd> descriptors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rest = Kernel.drained(arena, bytes);
            List<Fd> enclosed = descriptors;
            while (rest.byteSize() > 0) {
                MemorySegment header = SocketMessages.outgoing(arena, rest, enclosed);
                long sent = Kernel.call(SystemCall.SENDMSG, socket, socket.number(), header.address(), MSG_NOSIGNAL);
                rest = rest.asSlice(sent);
                enclosed = List.of();
            }
        }
    }

    static Received receive(Fd socket, ByteBuffer into) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(into.remaining());
            MemorySegment header = SocketMessages.incoming(arena, bytes);
            long length = Kernel.call(SystemCall.RECVMSG, socket, socket.number(), header.address(), MSG_CMSG_CLOEXEC);
            List<Fd> descriptors = SocketMessages.descriptors(header).stream()
                    .map(Kernel::owned)
                    .toList();
            if (SocketMessages.truncated(header)) {
                descriptors.forEach(Fd::close);
                throw new ErrnoException("recvmsg", Errno.EMFILE, "descriptors that came along");
            }
            into.put(bytes.asSlice(0, length).asByteBuffer());
            return new Received((int) length, descriptors);
        }
    }
}
