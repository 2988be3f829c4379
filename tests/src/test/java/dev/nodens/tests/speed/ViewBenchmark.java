package dev.nodens.tests.speed;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures one view of the host, and writes down what it found. */
final class ViewBenchmark {

    private static final int BURST = 48;
    private static final int CONTAINERS = 100;
    private static final long LOOK_MILLIS = 1_000;

    private ViewBenchmark() {}

    /** {@code VIEW} and what {@link Benchmark} takes. */
    public static void main(String[] args) throws IOException, InterruptedException {
        HostView view = HostView.valueOf(args[0]);
        Settings settings = Settings.of(Arrays.asList(args).subList(1, args.length));
        Results results = new Results();
        double load = otherLoad();
        try (Arena arena = Arena.prepare(settings)) {
            for (Scenario scenario : scenarios(view, settings)) {
                scenario.measure(arena, results);
            }
        }
        new ViewResults(view, settings.rounds(), load, results.all()).write(settings.folder());
    }

    private static List<Scenario> scenarios(HostView view, Settings settings) {
        return switch (view) {
            case V1, V2 ->
                List.of(
                        new RunScenario(settings.rounds(), Workload.VARIANTS),
                        new PhaseScenario(settings.rounds()),
                        new ExecScenario(settings.rounds()),
                        new BurstScenario(BURST),
                        new DensityScenario(CONTAINERS),
                        new WeightScenario(settings.programs().resolve("meter")));
            case HYBRID -> List.of(new RunScenario(settings.rounds(), List.of(Workload.WHOLE)));
        };
    }

    private static double otherLoad() throws InterruptedException {
        double busy = Machine.busyMillis();
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        return (Machine.busyMillis() - busy) / LOOK_MILLIS;
    }
}
