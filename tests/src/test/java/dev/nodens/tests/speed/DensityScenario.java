package dev.nodens.tests.speed;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Containers that stay: how long all of them take to come and to go, and what each costs while it is there. The JVM has had as
 * many before, so that it grows by containers, and not by code that it compiles or a heap that comes to its size.
 */
record DensityScenario(int containers) implements Scenario {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_KIB = 1024;
    private static final long SETTLING_MILLIS = 500;

    @Override
    public void measure(Arena arena, Results results) throws InterruptedException {
        for (RuntimeContender runtime : arena.runtimes()) {
            List<Phases> lives = IntStream.range(0, containers)
                    .mapToObj(number -> runtime.prepare("many" + number, Workload.WHOLE.sleeping()))
                    .toList();
            try {
                if (runtime.inThisJvm()) {
                    lives.forEach(Phases::launch);
                    lives.forEach(life -> life.delete(true));
                }
                measure(runtime, lives, results);
            } catch (ContenderException refused) {
                results.fail(key(Metric.START_ALL, runtime), String.valueOf(refused.getMessage()));
                lives.forEach(Phases::clear);
            }
        }
    }

    private void measure(RuntimeContender runtime, List<Phases> lives, Results results) throws InterruptedException {
        Memory before = Memory.now();
        results.add(key(Metric.START_ALL, runtime), seconds(() -> lives.forEach(Phases::launch)));
        Memory after = Memory.now();
        results.add(key(Metric.AVAILABLE, runtime), (before.available() - after.available()) / containers);
        results.add(key(Metric.HELPER, runtime), helpersKiB(lives) / containers);
        if (runtime.inThisJvm()) {
            results.add(key(Metric.HEAP, runtime), (after.heap() - before.heap()) / containers);
            results.add(key(Metric.ENGINE, runtime), (after.own() - before.own()) / containers);
        }
        results.add(key(Metric.DELETE_ALL, runtime), seconds(() -> lives.forEach(life -> life.delete(true))));
    }

    private static Key key(Metric metric, Contender contender) {
        return new Key(metric, "", contender.name());
    }

    private static double seconds(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / NANOS_PER_SECOND;
    }

    /** What stands between the containers' processes and us or the machine's first process. */
    private static double helpersKiB(List<Phases> lives) {
        long us = ProcessHandle.current().pid();
        Set<Long> helpers = new HashSet<>();
        for (Phases life : lives) {
            for (long pid = Machine.parent(life.pid()); pid > 1 && pid != us; pid = Machine.parent(pid)) {
                helpers.add(pid);
            }
        }
        return helpers.stream().mapToDouble(Machine::proportionalKiB).sum();
    }

    /** In KiB: what the machine has left, this JVM's own memory, and its live objects. */
    private record Memory(double available, double own, double heap) {

        static Memory now() throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
            System.gc();
            return new Memory(
                    Machine.availableKiB(),
                    Machine.ownKiB(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / BYTES_PER_KIB);
        }
    }
}
