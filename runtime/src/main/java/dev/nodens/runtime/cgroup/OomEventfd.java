package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import java.nio.ByteBuffer;
import java.util.Optional;

/** cgroup v1: an eventfd(2) that the kernel writes to (Documentation/admin-guide/cgroup-v1/memory.rst, "OOM Control"). */
final class OomEventfd implements OomEvents {

    private static final int EPOLLIN = 1;

    private final CgroupDirectory directory;
    private final Fd eventfd;

    OomEventfd(CgroupDirectory directory) {
        this.directory = directory;
        this.eventfd = directory.syscalls().eventfd();
        // the kernel holds its own reference to the file of memory.oom_control
        try (Fd control = directory.open("memory.oom_control")) {
            directory.write("cgroup.event_control", eventfd.number() + " " + control.number());
        } catch (ErrnoException refused) {
            eventfd.close();
            throw directory.failed(refused);
        }
    }

    @Override
    public Fd fd() {
        return eventfd;
    }

    @Override
    public int interest() {
        return EPOLLIN;
    }

    /** It is written to also when the cgroup is removed. */
    @Override
    public boolean struck() {
        directory.syscalls().read(eventfd, ByteBuffer.allocate(Long.BYTES));
        Optional<String> state = directory.read("memory.oom_control");
        return state.isPresent();
    }

    @Override
    public void close() {
        eventfd.close();
    }
}
