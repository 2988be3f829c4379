package dev.nodens.tests.speed;

import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * create + start + wait + delete of {@code /bin/true}: this runtime in a warm JVM, runc and crun as commands, and a C program
 * that only does what the kernel asks for. All of them take turns in one run, each after a quiet moment, because the kernel
 * makes the first cgroup join after a pause wait (some 10 ms on v1) and joins that follow at once do not.
 *
 * <p>Each view of the host is a JVM of its own: cgroup v1 alone (crun refuses a host that has both), v1 with v2 beside it as
 * the host may be, and v2 alone in a private mount namespace.
 */
final class RunBenchmark {

    private static final long QUIET_MILLIS = 60;
    private static final int WARM_UP = 200;
    private static final int START_ARGUMENTS = 3;

    private RunBenchmark() {}

    /**
     * {@code ROUNDS FOLDER FLOOR}: rounds of each contender, a folder for what is made, and the compiled floor.c. With the
     * arguments of a {@link Measurement} it does that one.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != START_ARGUMENTS) {
            measure(Measurement.of(args));
            return;
        }
        for (HostView view : HostView.available()) {
            for (boolean seccomp : List.of(false, true)) {
                String title = view.title() + (seccomp ? ", with the default seccomp profile" : "");
                view.enter(new Measurement(
                        title,
                        Integer.parseInt(args[0]),
                        seccomp,
                        Path.of(args[1]).toAbsolutePath(),
                        Path.of(args[2]).toAbsolutePath()));
            }
        }
    }

    private static void measure(Measurement measurement) throws IOException, InterruptedException {
        try (Arena arena = Arena.prepare(measurement, Syscalls.linux())) {
            Map<Contender, Timings> timings = new LinkedHashMap<>();
            arena.contenders().forEach(contender -> timings.put(contender, new Timings()));
            for (int round = 0; round < WARM_UP; round++) {
                rehearse(timings, round);
            }
            for (int round = 0; round < measurement.rounds(); round++) {
                for (Map.Entry<Contender, Timings> entry : timings.entrySet()) {
                    take(entry.getKey(), entry.getValue(), "r" + round);
                }
            }
            print(measurement, timings);
        }
    }

    /** Lets the compiler of the JVM see its code; commands have nothing to warm up but the page cache. */
    private static void rehearse(Map<Contender, Timings> timings, int round) {
        timings.forEach((contender, timing) -> {
            if (timing.failed() || round > 1 && !(contender instanceof EngineContender)) {
                return;
            }
            try {
                contender.run("w" + round);
            } catch (RuntimeException e) {
                timing.fail(String.valueOf(e.getMessage()));
            }
        });
    }

    private static void take(Contender contender, Timings timings, String id) throws InterruptedException {
        if (timings.failed()) {
            return;
        }
        TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
        long start = System.nanoTime();
        try {
            contender.run(id);
            timings.add(System.nanoTime() - start);
        } catch (RuntimeException e) {
            timings.fail(String.valueOf(e.getMessage()));
        }
    }

    private static void print(Measurement measurement, Map<Contender, Timings> timings) {
        double floor = timings.values().iterator().next().percentile(50);
        Stream<String> head = Stream.of(
                "",
                "### create + start + wait + delete of /bin/true: " + measurement.title(),
                "",
                "| " + measurement.rounds() + " rounds, ms | p50 | p95 | of the floor | |",
                "|---|---|---|---|---|");
        Stream<String> rows = timings.entrySet().stream()
                .map(entry -> entry.getValue().row(entry.getKey().name(), floor));
        Stream.concat(head, rows).forEach(System.out::println);
    }
}
