package dev.nodens.runtime.container;

import dev.nodens.runtime.init.InitBinary;
import dev.nodens.runtime.init.InitProcess;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Starts native-init ahead of its message. The kernel needs some 0.4 ms to execute it, in which the caller plans. Without
 * its message it makes nothing, and when its socket ends, as it does with this process, it leaves.
 */
final class Spawner {

    private final Syscalls syscalls;
    private final InitBinary binary;
    private final Executor threads;

    Spawner(Syscalls syscalls, InitBinary binary, Executor threads) {
        this.syscalls = syscalls;
        this.binary = binary;
        this.threads = threads;
    }

    /**
     * Begins to spawn one.
     *
     * @param streams what becomes its standard streams; empty = this process's own
     * @param inherited descriptors that the message will name by their numbers
     */
    Spawning spawn(List<Fd> streams, List<Fd> inherited) {
        return new Spawning(
                CompletableFuture.supplyAsync(() -> InitProcess.park(syscalls, binary, streams, inherited), threads));
    }

    /** One that is on its way, and the duty to end it where there will be no message. Its descriptors must stay open meanwhile. */
    static final class Spawning implements AutoCloseable {

        private final CompletableFuture<InitProcess> spawned;
        private boolean sent;

        private Spawning(CompletableFuture<InitProcess> spawned) {
            this.spawned = spawned;
        }

        /** Gives it its message; it is the caller's then. */
        InitProcess send(ByteBuffer message) {
            sent = true;
            try {
                InitProcess process = spawned.join();
                process.send(message);
                return process;
            } catch (CompletionException wrapped) {
                throw wrapped.getCause() instanceof RuntimeException refused ? refused : wrapped;
            }
        }

        @Override
        public void close() {
            if (sent) {
                return;
            }
            InitProcess unused = spawned.exceptionally(_ -> null).join();
            if (unused != null) {
                unused.close();
                unused.reap();
            }
        }
    }
}
