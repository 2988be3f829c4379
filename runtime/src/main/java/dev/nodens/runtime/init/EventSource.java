package dev.nodens.runtime.init;

import dev.nodens.runtime.syscall.Fd;
import java.util.Optional;

/** Whoever tells what becomes of a launch: a native-init of our own, or the monitor that runs an exec for us. */
public interface EventSource extends AutoCloseable {

    /** What it tells next; waits for it. Empty = it has told everything, or died. */
    Optional<InitEvent> next();

    /** Readable when {@link #next} need not wait. */
    Fd readiness();

    @Override
    void close();
}
