package dev.nodens.agent.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutboxTest {

    private static final Duration INTERVAL = Duration.ofMillis(300);

    private final Contact contact = new Contact(Clock.systemUTC());
    private final Outbox outbox = new Outbox(INTERVAL, contact);
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void sendsTheFirstAtOnceAndOfTheOthersOnlyTheNewestAnIntervalLater() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        outbox.put("a", () -> {
            started.countDown();
            await(go);
            sent.add("first");
        });
        started.await();
        outbox.put("a", () -> sent.add("second"));
        outbox.put("a", () -> sent.add("third"));
        long begin = System.nanoTime();
        go.countDown();
        assertEquals("first", sent.take());
        assertEquals("third", sent.take());
        assertTrue(System.nanoTime() - begin >= INTERVAL.toNanos());
        assertTrue(sent.isEmpty());
    }

    @Test
    void keysDoNotWaitForEachOther() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        outbox.put("a", () -> {
            await(go);
            sent.add("a");
        });
        outbox.put("b", () -> sent.add("b"));
        assertEquals("b", sent.take());
        go.countDown();
        assertEquals("a", sent.take());
    }

    @Test
    void triesAgainUntilTheServerAnswers() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        outbox.put("a", () -> {
            if (attempts.incrementAndGet() < 3) {
                throw new KubernetesClientException("connection refused");
            }
            sent.add("a");
        });
        assertEquals("a", sent.take());
        assertEquals(3, attempts.get());
    }

    @Test
    void dropsWhatTheServerRefusesForGood() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        outbox.put("a", () -> {
            attempts.incrementAndGet();
            throw new KubernetesClientException("no such object", 404, null);
        });
        outbox.put("b", () -> sent.add("b"));
        assertEquals("b", sent.take());
        assertEquals(null, sent.poll(2 * INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        assertEquals(1, attempts.get());
    }

    @Test
    void sendsWhatIsLeftWhenItCloses() throws InterruptedException {
        outbox.put("a", () -> sent.add("first"));
        assertEquals("first", sent.take());
        outbox.put("a", () -> sent.add("second"));
        outbox.close();
        assertEquals("second", sent.poll());
        outbox.put("a", () -> sent.add("third"));
        assertTrue(sent.isEmpty());
    }

    @Test
    void aServerThatRefusesIsInTouchAndOneThatIsAwayIsNot() throws InterruptedException {
        assertTrue(contact.within(Duration.ofMinutes(1)));
        CountDownLatch failed = new CountDownLatch(1);
        outbox.put("a", () -> {
            failed.countDown();
            throw new KubernetesClientException("connection refused");
        });
        failed.await();
        assertFalse(contact.within(Duration.ZERO));
        assertTrue(contact.trouble(Duration.ZERO).isPresent());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
