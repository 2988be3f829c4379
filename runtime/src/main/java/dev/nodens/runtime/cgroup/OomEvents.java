package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.syscall.Fd;

/** Tells when the out-of-memory killer strikes in a cgroup, without being asked again and again. */
public sealed interface OomEvents extends AutoCloseable permits OomCounter, OomEventfd {

    /** For epoll(7). */
    Fd fd();

    /** What to wait for on it: EPOLL* bits. */
    int interest();

    /** Whether it struck since the last call. To be called when the descriptor was ready. */
    boolean struck();

    @Override
    void close();
}
