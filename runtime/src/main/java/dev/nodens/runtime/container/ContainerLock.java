package dev.nodens.runtime.container;

import dev.nodens.runtime.syscall.Fd;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;

/** One container is being changed by this thread, and by no other of any process, until this is closed. */
record ContainerLock(Path directory, Fd held, Lock local) implements AutoCloseable {

    @Override
    public void close() {
        held.close();
        local.unlock();
    }
}
