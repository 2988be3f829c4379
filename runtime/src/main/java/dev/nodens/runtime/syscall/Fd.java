package dev.nodens.runtime.syscall;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * An open file descriptor and the duty to close it. Every one is close-on-exec; what a spawned program is to inherit is
 * named by {@link SpawnRequest}.
 */
public final class Fd implements AutoCloseable {

    private final int number;
    private final IntConsumer closer;
    private final AtomicBoolean closed = new AtomicBoolean();

    Fd(int number, IntConsumer closer) {
        this.number = number;
        this.closer = closer;
    }

    /** A descriptor that somebody else owns, such as this process's standard streams: closing it does nothing. */
    public static Fd borrowed(int number) {
        return new Fd(number, _ -> {});
    }

    /** Its number; a closed one has none, because the kernel may have given it to another file by now. */
    public int number() {
        if (closed.get()) {
            throw new IllegalStateException("descriptor " + number + " is closed");
        }
        return number;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closer.accept(number);
        }
    }

    @Override
    public String toString() {
        return "fd " + number;
    }
}
