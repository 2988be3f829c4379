package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** cgroup v2: {@code memory.events}, for which the kernel raises POLLPRI whenever it has changed since it was read. */
final class OomCounter implements OomEvents {

    private static final int EPOLLPRI = 2;
    private static final int PAGE = 4096;

    private final CgroupDirectory directory;
    private final String key;
    private final Fd events;
    private long kills;

    OomCounter(CgroupDirectory directory) {
        this(directory, "memory.events", "oom_kill");
    }

    /** Of any file that the kernel tells of in this way. */
    OomCounter(CgroupDirectory directory, String file, String key) {
        this.directory = directory;
        this.key = key;
        this.events = directory.open(file);
        this.kills = read();
    }

    @Override
    public Fd fd() {
        return events;
    }

    @Override
    public int interest() {
        return EPOLLPRI;
    }

    @Override
    public boolean struck() {
        long before = kills;
        kills = read();
        return kills > before;
    }

    /** At offset 0 of the same descriptor: what was read there is what the kernel compares with. */
    private long read() {
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        try {
            directory.syscalls().pread(events, page, 0);
        } catch (ErrnoException gone) {
            if (gone.errno() == Errno.ENODEV) {
                return kills;
            }
            throw directory.failed(gone);
        }
        String text = StandardCharsets.UTF_8.decode(page.flip()).toString();
        return new ControlFile(Optional.of(text)).value(key);
    }

    @Override
    public void close() {
        events.close();
    }
}
