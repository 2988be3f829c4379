package dev.nodens.tests.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one run needs of memory and of system calls. The peak of a program is its largest process's, by wait4(2); that of this
 * runtime is what native-init's processes have needed when the container waits to be started.
 *
 * @param meter the compiled meter.c
 */
record WeightScenario(Path meter) implements Scenario {

    private static final String SLOT = "weight";

    @Override
    public void measure(Arena arena, Results results) throws IOException, InterruptedException {
        Optional<Path> strace = Settings.find("strace");
        for (Contender contender : arena.contenders()) {
            Key calls = key(Metric.SYSCALLS, contender);
            try {
                results.add(key(Metric.PEAK, contender), peakKiB(arena, contender));
                if (strace.isPresent()) {
                    Trace trace = trace(strace.get(), arena, contender);
                    results.add(calls, trace.calls());
                    if (contender.inThisJvm()) {
                        results.add(key(Metric.MESSAGES, contender), trace.sent());
                    }
                } else {
                    results.fail(calls, "not measured: there is no strace on this machine");
                }
            } catch (ContenderException refused) {
                results.fail(calls, String.valueOf(refused.getMessage()));
            }
        }
    }

    private double peakKiB(Arena arena, Contender contender) throws IOException {
        if (!contender.inThisJvm()) {
            Path file = arena.state().resolve("peak");
            arena.spawner()
                    .run(Stream.concat(Stream.of(meter.toString(), file.toString()), command(contender).stream())
                            .toList());
            return Long.parseLong(Files.readString(file).strip());
        }
        Phases life = (Phases) contender.prepare(SLOT, Workload.WHOLE);
        life.create();
        long us = ProcessHandle.current().pid();
        long peak = 0;
        for (long pid = life.pid(); pid != us && pid > 1; pid = Machine.parent(pid)) {
            peak = Math.max(peak, Machine.peakKiB(pid));
        }
        life.delete(true);
        return peak;
    }

    private static Trace trace(Path strace, Arena arena, Contender contender) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(arena.state(), "trace");
        return contender.inThisJvm()
                ? Trace.of(strace, folder, contender.prepare(SLOT, Workload.WHOLE)::run)
                : Trace.of(strace, folder, command(contender));
    }

    private static List<String> command(Contender contender) {
        return switch (contender) {
            case FloorContender floor -> floor.command(SLOT);
            case CommandContender program ->
                program.prepare(SLOT, Workload.WHOLE).command();
            default -> throw new IllegalArgumentException(contender.name() + " is no program");
        };
    }

    private static Key key(Metric metric, Contender contender) {
        return new Key(metric, "", contender.name());
    }
}
