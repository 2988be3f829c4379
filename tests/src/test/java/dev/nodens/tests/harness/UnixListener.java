package dev.nodens.tests.harness;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Received;
import dev.nodens.runtime.syscall.Syscalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A Unix socket that takes one connection with descriptors, for which the JDK's own channels have no room. */
public final class UnixListener implements AutoCloseable {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final int ADDRESS_BYTES = 110;

    private final int socket;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    /** What came, and the descriptors beside it, which are the receiver's. */
    public record Message(String text, List<Fd> descriptors) {}

    /**
     * @param path at most 107 bytes
     */
    public UnixListener(Path path) {
        socket = call("socket", AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
            MemorySegment address = arena.allocate(ADDRESS_BYTES, 2);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 2, bytes.length);
            call("bind", socket, address, ADDRESS_BYTES);
        }
        call("listen", socket, 1);
    }

    /** Waits for a connection and for what it sends until it ends. */
    public Message receive() {
        int connection = call("accept4", socket, MemorySegment.NULL, MemorySegment.NULL, 0x80000);
        try {
            Received received = Syscalls.linux().recvmsg(Fd.borrowed(connection), buffer.clear());
            return new Message(
                    new String(buffer.array(), 0, received.length(), StandardCharsets.UTF_8), received.descriptors());
        } finally {
            call("close", connection);
        }
    }

    @Override
    public void close() {
        call("close", socket);
    }

    private static int call(String function, Object... arguments) {
        FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_INT);
        for (Object argument : arguments) {
            descriptor = descriptor.appendArgumentLayouts(argument instanceof Integer ? JAVA_INT : ADDRESS);
        }
        MethodHandle handle = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function), descriptor);
        try {
            int result = (int) handle.invokeWithArguments(arguments);
            if (result < 0) {
                throw new IllegalStateException(function + " failed");
            }
            return result;
        } catch (RuntimeException | Error unexpected) {
            throw unexpected;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
