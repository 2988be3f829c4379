package dev.nodens.agent.reconcile;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.source.SpecSource;
import dev.nodens.agent.upstream.Upstream;
import dev.nodens.runtime.ContainerRuntime.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks whenever something says that there is something to see: a changed spec, an ended container, a moment that was waited for.
 * A relist looks at everything from time to time, for what nothing told of.
 */
public final class ReconcileLoop implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ReconcileLoop.class);

    private final Node node;
    private final SpecSource source;
    private final Duration relistInterval;
    private final KeyedWorkers workers;
    private final Reconciler reconciler;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean orphansSeen = new AtomicBoolean();
    private volatile @Nullable Registration registration;
    private volatile Instant lastRelist;
    private volatile boolean started;

    public ReconcileLoop(Node node, Upstream upstream, Duration relistInterval, StepListener steps) {
        this.node = node;
        this.source = upstream.source();
        this.relistInterval = relistInterval;
        this.workers = new KeyedWorkers(this::reconcile, node.clock());
        this.reconciler = new Reconciler(node, upstream, steps, workers::wake);
        this.lastRelist = node.clock().instant();
    }

    private KeyedWorkers.Next reconcile(ContainerKey key) {
        return reconciler.reconcile(key);
    }

    /** Knows every container that is there before anything is asked of it, and then begins. */
    public void start() {
        registration =
                node.runtime().listen((id, _) -> reconciler.inventory().key(id).ifPresent(workers::wake));
        relist();
        source.start(this::changed);
        Thread.ofVirtual().name("relist").start(this::relistUntilClosed);
        started = true;
    }

    private void changed(ContainerKey key) {
        workers.wake(key);
        if (source.complete() && orphansSeen.compareAndSet(false, true)) {
            // Only now a container without a spec is one that nobody wants.
            reconciler.inventory().keys().forEach(workers::wake);
        }
    }

    private void relistUntilClosed() {
        try {
            while (!closing.await(relistInterval.toMillis(), TimeUnit.MILLISECONDS)) {
                relist();
                source.keys().forEach(workers::wake);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void relist() {
        try {
            reconciler.relist();
            reconciler.inventory().keys().forEach(workers::wake);
            lastRelist = node.clock().instant();
        } catch (RuntimeException e) {
            LOG.errorf(e, "can't list the containers; trying again in %s", relistInterval);
        }
    }

    /** For how long nothing was listed. */
    public Duration sinceRelist() {
        return Duration.between(lastRelist, node.clock().instant());
    }

    /** For how long the slowest look has been going on. */
    public Duration longestLook() {
        return workers.longestLook();
    }

    /** Whether all that was there at the start is known. */
    public boolean started() {
        return started;
    }

    /** Containers of ours, in whatever state. */
    public int containers() {
        return reconciler.inventory().size();
    }

    public int workers() {
        return workers.count();
    }

    /** Stops and removes every container, those first that nothing refers to; true when none is left in time. */
    public boolean drain(Duration timeout) throws InterruptedException {
        reconciler.drain();
        reconciler.inventory().keys().forEach(workers::wake);
        return reconciler.inventory().awaitEmpty(timeout);
    }

    /** Ends the loops and touches no container. */
    @Override
    public void close() {
        closing.countDown();
        if (registration != null) {
            registration.close();
        }
        workers.close();
    }
}
