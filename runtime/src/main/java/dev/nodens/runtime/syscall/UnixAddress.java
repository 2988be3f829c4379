package dev.nodens.runtime.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** {@code struct sockaddr_un} (unix(7)). */
final class UnixAddress {

    static final int AF_UNIX = 1;

    private static final int PATH_OFFSET = 2;
    private static final int PATH_LENGTH = 108;

    private UnixAddress() {}

    /** An abstract name is counted by the address's length: its first byte, for which {@code @} stands, is NUL. */
    static MemorySegment of(Arena arena, String call, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= PATH_LENGTH) {
            throw new ErrnoException(call, Errno.ENAMETOOLONG, path);
        }
        boolean isAbstract = path.startsWith("@");
        MemorySegment address = arena.allocate(PATH_OFFSET + (isAbstract ? bytes.length : PATH_LENGTH), 2);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(bytes, 0, address, JAVA_BYTE, PATH_OFFSET, bytes.length);
        if (isAbstract) {
            address.set(JAVA_BYTE, PATH_OFFSET, (byte) 0);
        }
        return address;
    }
}
