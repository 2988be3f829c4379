package dev.nodens.agent.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent to the API server, by what it is about. For each key only the newest delivery counts, one is under way at
 * a time, two are at least an interval apart, and one that fails is tried again until it is sent or superseded.
 */
final class Outbox implements AutoCloseable {

    /** One request or a few; must read what it builds on, since it may run long after it was put in and more than once. */
    @FunctionalInterface
    interface Delivery {
        void send();
    }

    private static final Logger LOG = Logger.getLogger(Outbox.class);

    /** Requests under way at a time: an agent with many containers must not flood a server that just came back. */
    private static final int WORKERS = 4;

    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private static final int UNPROCESSABLE = 422;

    /** What the server will say again however often it is asked. */
    private static final Set<Integer> FINAL = Set.of(
            HttpURLConnection.HTTP_BAD_REQUEST,
            HttpURLConnection.HTTP_NOT_FOUND,
            HttpURLConnection.HTTP_GONE,
            UNPROCESSABLE);

    private final Map<String, Slot> slots = new HashMap<>();
    private final ScheduledThreadPoolExecutor workers = new ScheduledThreadPoolExecutor(
            WORKERS, Thread.ofVirtual().name("outbox-", 0).factory());
    private final Duration interval;
    private final Contact contact;

    private static final class Slot {
        @Nullable
        Delivery next;

        int failures;
    }

    Outbox(Duration interval, Contact contact) {
        this.interval = interval;
        this.contact = contact;
        workers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    synchronized void put(String key, Delivery delivery) {
        if (workers.isShutdown()) {
            return;
        }
        Slot slot = slots.get(key);
        if (slot == null) {
            slot = new Slot();
            slots.put(key, slot);
            schedule(key, Duration.ZERO);
        }
        slot.next = delivery;
    }

    /** A slot lives from its first delivery until an interval has passed in which nothing was put in. */
    private void turn(String key) {
        Delivery delivery = take(key);
        if (delivery != null) {
            settle(key, delivery, sent(key, delivery));
        }
    }

    private synchronized @Nullable Delivery take(String key) {
        Slot slot = Objects.requireNonNull(slots.get(key));
        Delivery delivery = slot.next;
        slot.next = null;
        if (delivery == null) {
            slots.remove(key);
        }
        return delivery;
    }

    private synchronized void settle(String key, Delivery delivery, boolean sent) {
        Slot slot = Objects.requireNonNull(slots.get(key));
        slot.failures = sent ? 0 : slot.failures + 1;
        if (!sent && slot.next == null) {
            slot.next = delivery;
        }
        if (!workers.isShutdown()) {
            schedule(key, sent ? interval : backoff(slot.failures));
        }
    }

    private void schedule(String key, Duration delay) {
        var _ = workers.schedule(() -> turn(key), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean sent(String key, Delivery delivery) {
        try {
            delivery.send();
            contact.made();
            return true;
        } catch (KubernetesClientException e) {
            return refused(key, e);
        } catch (RuntimeException e) {
            LOG.errorf(e, "dropped %s", key);
            return true;
        }
    }

    /** Whether there is no use in trying again. */
    private boolean refused(String key, KubernetesClientException e) {
        if (e.getCode() == 0) {
            contact.failed(e);
        } else {
            contact.made();
        }
        if (FINAL.contains(e.getCode())) {
            LOG.debugf("dropped %s: %s", key, Contact.reason(e));
            return true;
        }
        LOG.warnf("can't send %s, will try again: %s", key, Contact.reason(e));
        return false;
    }

    private static Duration backoff(int failures) {
        long doubled = FIRST_RETRY.toMillis() << Math.min(failures - 1, 10);
        long capped = Math.min(doubled, LAST_RETRY.toMillis());
        return Duration.ofMillis(capped / 2 + ThreadLocalRandom.current().nextLong(capped / 2 + 1));
    }

    /** Sends what is left, once each and for a bounded time. */
    @Override
    public void close() {
        workers.shutdown();
        try (ExecutorService last = Executors.newVirtualThreadPerTaskExecutor()) {
            workers.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            workers.shutdownNow();
            last.invokeAll(remaining(), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            last.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Callable<Boolean>> remaining() {
        return slots.entrySet().stream()
                .filter(entry -> entry.getValue().next != null)
                .<Callable<Boolean>>map(entry -> {
                    Delivery delivery = Objects.requireNonNull(entry.getValue().next);
                    return () -> sent(entry.getKey(), delivery);
                })
                .toList();
    }
}
