package dev.nodens.tests.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Runs without gaps, one, two and eight at a time: how many in a second, and what the whole machine computes for one. */
record BurstScenario(int runs) implements Scenario {

    static final List<Integer> AT_ONCE = List.of(1, 2, 8);

    private static final int BURSTS = 3;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SEED = 7;

    /** The kernel takes namespaces down after their last process; that is still the contender's price. */
    private static final long SETTLING_MILLIS = 200;

    static String variant(int atOnce) {
        return atOnce + " at a time";
    }

    @Override
    public void measure(Arena arena, Results results) throws InterruptedException {
        List<Contender> order = new ArrayList<>(arena.contenders());
        Random random = new Random(SEED);
        for (int burst = 0; burst < BURSTS; burst++) {
            for (int atOnce : AT_ONCE) {
                Collections.shuffle(order, random);
                for (Contender contender : order) {
                    measure(contender, atOnce, results);
                }
            }
        }
    }

    private void measure(Contender contender, int atOnce, Results results) throws InterruptedException {
        Key rate = new Key(Metric.RATE, variant(atOnce), contender.name());
        if (results.givenUp(rate)) {
            return;
        }
        List<Life> lives = IntStream.range(0, atOnce)
                .mapToObj(slot -> contender.prepare(Integer.toString(slot), Workload.WHOLE))
                .toList();
        int each = runs / atOnce;
        double busy = Machine.busyMillis();
        long start = System.nanoTime();
        try {
            burst(lives, each);
        } catch (ContenderException failed) {
            results.fail(rate, String.valueOf(failed.getMessage()));
            lives.stream()
                    .filter(Phases.class::isInstance)
                    .map(Phases.class::cast)
                    .forEach(Phases::clear);
            return;
        }
        results.add(rate, each * atOnce * NANOS_PER_SECOND / (System.nanoTime() - start));
        TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
        Key cpu = new Key(Metric.CPU, variant(atOnce), contender.name());
        results.add(cpu, (Machine.busyMillis() - busy) / (each * atOnce));
    }

    private static void burst(List<Life> lives, int each) throws InterruptedException {
        List<Callable<Integer>> workers = lives.stream()
                .<Callable<Integer>>map(life -> () -> {
                    for (int run = 0; run < each; run++) {
                        life.run();
                    }
                    return each;
                })
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(lives.size())) {
            for (Future<Integer> worker : threads.invokeAll(workers)) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new ContenderException(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }
}
