package dev.nodens.runtime.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code struct msghdr} with one iovec and, where descriptors travel, one {@code struct cmsghdr} of SCM_RIGHTS
 * (recvmsg(2), cmsg(3), unix(7)), as 64-bit Linux lays them out.
 */
final class SocketMessages {

    static final int DESCRIPTORS_AT_MOST = 8;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CTRUNC = 0x8;

    private static final long HEADER_SIZE = 56;
    private static final long HEADER_IOV = 16;
    private static final long HEADER_IOV_LENGTH = 24;
    private static final long HEADER_CONTROL = 32;
    private static final long HEADER_CONTROL_LENGTH = 40;
    private static final long HEADER_FLAGS = 48;

    private static final long CONTROL_LEVEL = 8;
    private static final long CONTROL_TYPE = 12;
    private static final long CONTROL_DATA = 16;

    private SocketMessages() {}

    /** A header that sends {@code bytes} and {@code descriptors}. */
    static MemorySegment outgoing(Arena arena, MemorySegment bytes, List<Fd> descriptors) {
        if (descriptors.isEmpty()) {
            return header(arena, bytes, MemorySegment.NULL, 0);
        }
        long used = CONTROL_DATA + 4L * descriptors.size();
        MemorySegment control = arena.allocate(aligned(used), 8);
        control.set(JAVA_LONG, 0, used);
        control.set(JAVA_INT, CONTROL_LEVEL, SOL_SOCKET);
        control.set(JAVA_INT, CONTROL_TYPE, SCM_RIGHTS);
        for (int i = 0; i < descriptors.size(); i++) {
            control.set(JAVA_INT, CONTROL_DATA + 4L * i, descriptors.get(i).number());
        }
        return header(arena, bytes, control, control.byteSize());
    }

    /** A header that takes up to {@code bytes.byteSize()} bytes and {@link #DESCRIPTORS_AT_MOST} descriptors. */
    static MemorySegment incoming(Arena arena, MemorySegment bytes) {
        MemorySegment control = arena.allocate(aligned(CONTROL_DATA + 4L * DESCRIPTORS_AT_MOST), 8);
        return header(arena, bytes, control, control.byteSize());
    }

    /** The numbers of the descriptors that the kernel put behind {@code header}. */
    static List<Integer> descriptors(MemorySegment header) {
        long length = header.get(JAVA_LONG, HEADER_CONTROL_LENGTH);
        if (length < CONTROL_DATA) {
            return List.of();
        }
        MemorySegment control =
                MemorySegment.ofAddress(header.get(JAVA_LONG, HEADER_CONTROL)).reinterpret(length);
        if (control.get(JAVA_INT, CONTROL_LEVEL) != SOL_SOCKET || control.get(JAVA_INT, CONTROL_TYPE) != SCM_RIGHTS) {
            return List.of();
        }
        long end = Math.min(control.get(JAVA_LONG, 0), length);
        List<Integer> numbers = new ArrayList<>();
        for (long at = CONTROL_DATA; at + JAVA_INT.byteSize() <= end; at += JAVA_INT.byteSize()) {
            numbers.add(control.get(JAVA_INT, at));
        }
        return numbers;
    }

    /** Whether descriptors were thrown away because there were more than fit. */
    static boolean truncated(MemorySegment header) {
        return (header.get(JAVA_INT, HEADER_FLAGS) & MSG_CTRUNC) != 0;
    }

    private static MemorySegment header(Arena arena, MemorySegment bytes, MemorySegment control, long controlLength) {
        MemorySegment iov = arena.allocate(16, 8);
        iov.set(JAVA_LONG, 0, bytes.address());
        iov.set(JAVA_LONG, 8, bytes.byteSize());
        MemorySegment header = arena.allocate(HEADER_SIZE, 8);
        header.set(JAVA_LONG, HEADER_IOV, iov.address());
        header.set(JAVA_LONG, HEADER_IOV_LENGTH, 1);
        header.set(JAVA_LONG, HEADER_CONTROL, control.address());
        header.set(JAVA_LONG, HEADER_CONTROL_LENGTH, controlLength);
        return header;
    }

    private static long aligned(long length) {
        return (length + 7) & ~7;
    }
}
