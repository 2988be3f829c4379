package dev.nodens.agent.reconcile;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.agent.reconcile.KeyedWorkers.Next;
import dev.nodens.agent.source.ContainerKey;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyedWorkersTest {

    private static final ContainerKey WEB = new ContainerKey("default", "web");
    private static final ContainerKey API = new ContainerKey("default", "api");

    @Test
    void oneKeyIsNeverLookedAtTwiceAtOnceAndNoCallIsLost() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger truth = new AtomicInteger();
        try (KeyedWorkers workers = new KeyedWorkers(
                _ -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    seen.set(truth.get());
                    inside.decrementAndGet();
                    return Next.WHEN_CALLED;
                },
                InstantSource.system())) {
            for (int i = 1; i <= 10_000; i++) {
                truth.set(i);
                workers.wake(WEB);
            }
            await().until(() -> seen.get() == 10_000);
            assertEquals(1, most.get());
        }
    }

    @Test
    void noKeyWaitsForAnother() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (KeyedWorkers workers = new KeyedWorkers(
                key -> {
                    if (key.equals(WEB)) {
                        awaitQuietly(held);
                    } else {
                        done.countDown();
                    }
                    return Next.WHEN_CALLED;
                },
                InstantSource.system())) {
            workers.wake(WEB);
            workers.wake(API);
            done.await();
            assertEquals(1, held.getCount());
            held.countDown();
        }
    }

    @Test
    void looksAgainAtTheMomentThatWasNamed() {
        AtomicInteger looks = new AtomicInteger();
        try (KeyedWorkers workers = new KeyedWorkers(
                _ -> looks.incrementAndGet() == 1
                        ? Next.at(InstantSource.system().instant().plusMillis(20))
                        : Next.WHEN_CALLED,
                InstantSource.system())) {
            workers.wake(WEB);
            await().until(() -> looks.get() == 2);
        }
    }

    @Test
    void aFinishedKeysWorkerLeavesAndComesAgainWhenCalled() {
        AtomicInteger looks = new AtomicInteger();
        try (KeyedWorkers workers = new KeyedWorkers(
                _ -> {
                    looks.incrementAndGet();
                    return Next.FINISHED;
                },
                InstantSource.system())) {
            workers.wake(WEB);
            await().until(() -> looks.get() == 1 && workers.count() == 0);
            workers.wake(WEB);
            await().until(() -> looks.get() == 2);
            assertTrue(workers.longestLook().isZero());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
