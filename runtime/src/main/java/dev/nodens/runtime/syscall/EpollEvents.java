package dev.nodens.runtime.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/** {@code struct epoll_event} (epoll_event(3type)): 12 bytes on x86-64, where it is packed, and 16 elsewhere. */
final class EpollEvents {

    private static final long DATA = SystemCall.packsEpollEvents() ? 4 : 8;
    private static final long SIZE = DATA + 8;

    private EpollEvents() {}

    static MemorySegment one(Arena arena, int events, long token) {
        MemorySegment event = room(arena, 1);
        event.set(JAVA_INT_UNALIGNED, 0, events);
        event.set(JAVA_LONG_UNALIGNED, DATA, token);
        return event;
    }

    static MemorySegment room(Arena arena, int count) {
        return arena.allocate(SIZE * count, 8);
    }

    static List<ReadyFd> read(MemorySegment events, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> events.asSlice(i * SIZE, SIZE))
                .map(event -> new ReadyFd(event.get(JAVA_LONG_UNALIGNED, DATA), event.get(JAVA_INT_UNALIGNED, 0)))
                .toList();
    }
}
