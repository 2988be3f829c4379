package dev.nodens.agent.reconcile;

import dev.nodens.agent.source.ContainerKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One virtual thread per key: what is done for one container is done one after the other, and no container waits for another's.
 * Calls that come while a worker works make it work once more; none is lost, and none is queued twice.
 */
public final class KeyedWorkers implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KeyedWorkers.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /**
     * What is to be done next for a key.
     *
     * @param at when to look again, even if nothing called; empty = only when called
     * @param finished nothing of the key is left
     */
    public record Next(Optional<Instant> at, boolean finished) {
        static final Next WHEN_CALLED = new Next(Optional.empty(), false);
        static final Next FINISHED = new Next(Optional.empty(), true);

        static Next at(Instant moment) {
            return new Next(Optional.of(moment), false);
        }
    }

    private final Function<ContainerKey, Next> work;
    private final InstantSource clock;
    private final Map<ContainerKey, Worker> workers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public KeyedWorkers(Function<ContainerKey, Next> work, InstantSource clock) {
        this.work = work;
        this.clock = clock;
    }

    /** Makes the key's worker look; returns at once. */
    public void wake(ContainerKey key) {
        if (closed) {
            return;
        }
        workers.compute(key, (_, running) -> {
            Worker worker = running == null ? new Worker(key) : running;
            worker.calls.release();
            if (running == null) {
                Thread.ofVirtual().name("container " + key).start(worker);
            }
            return worker;
        });
    }

    public int count() {
        return workers.size();
    }

    /** For how long the slowest worker has been at one look; zero where none is. */
    public Duration longestLook() {
        Instant now = clock.instant();
        return workers.values().stream()
                .map(worker -> worker.lookingSince)
                .filter(since -> since != null)
                .map(since -> Duration.between(since, now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** No worker begins another look; one that looks is not disturbed. */
    @Override
    public void close() {
        closed = true;
        workers.values().forEach(worker -> worker.calls.release());
    }

    private final class Worker implements Runnable {
        private final ContainerKey key;
        private final Semaphore calls = new Semaphore(0);
        private volatile @Nullable Instant lookingSince;

        Worker(ContainerKey key) {
            this.key = key;
        }

        @Override
        public void run() {
            Next next = Next.WHEN_CALLED;
            try {
                do {
                    awaitCall(next);
                    next = closed ? next : look();
                } while (!closed && !(next.finished() && leave()));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private Next look() {
            lookingSince = clock.instant();
            try {
                return work.apply(key);
            } catch (RuntimeException e) {
                LOG.errorf(e, "container %s: looking again in %d s", key, RETRY.toSeconds());
                return Next.at(clock.instant().plus(RETRY));
            } finally {
                lookingSince = null;
            }
        }

        private void awaitCall(Next next) throws InterruptedException {
            if (next.at().isEmpty()) {
                calls.acquire();
            } else {
                long wait = Duration.between(clock.instant(), next.at().get()).toMillis();
                // One more, because a millisecond is cut off and looking early would only mean to look again.
                calls.tryAcquire(Math.max(0, wait + 1), TimeUnit.MILLISECONDS);
            }
            calls.drainPermits();
        }

        /** Ends this worker unless it was called meanwhile; {@link #wake} and this exclude one another. */
        private boolean leave() {
            return workers.computeIfPresent(key, (_, worker) -> calls.availablePermits() > 0 ? worker : null) == null;
        }
    }
}
