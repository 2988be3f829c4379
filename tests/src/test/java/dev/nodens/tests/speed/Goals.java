package dev.nodens.tests.speed;

import static dev.nodens.tests.speed.Metric.CPU;
import static dev.nodens.tests.speed.Metric.DELETE;
import static dev.nodens.tests.speed.Metric.ENGINE;
import static dev.nodens.tests.speed.Metric.EXEC;
import static dev.nodens.tests.speed.Metric.HELPER;
import static dev.nodens.tests.speed.Metric.MESSAGES;
import static dev.nodens.tests.speed.Metric.RATE;
import static dev.nodens.tests.speed.Metric.RUN;
import static dev.nodens.tests.speed.Metric.START;
import static dev.nodens.tests.speed.Metric.START_ALL;
import static dev.nodens.tests.speed.Metric.SYSCALLS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the library is to reach in a view of the host. Of several cruns, the best at each counts. */
record Goals(ViewResults results) {

    private static final String WHOLE = Workload.WHOLE.title();
    private static final String WITHOUT_FILTER = new Workload(true, false, List.of()).title();
    private static final String NODENS = EngineContender.NAME;
    private static final String FLOOR = FloorContender.NAME;
    private static final String CRUN = "crun";
    private static final String RUNC = "runc";

    List<Goal> all() {
        List<Goal> goals = new ArrayList<>();
        boolean v2 = results.view() == HostView.V2;
        goals.add(Goal.atMost("run, of the floor's time", v2 ? 1.5 : 1.15, ofFloor(RUN)));
        goals.add(Goal.atMost("run, of crun's time", v2 ? 0.35 : 0.75, of(RUN, WHOLE, CRUN)));
        goals.add(Goal.atMost("start, of crun's command", 0.35, of(START, WHOLE, CRUN)));
        goals.add(Goal.atMost("delete, of crun's command", 0.35, of(DELETE, WHOLE, CRUN)));
        goals.add(Goal.atMost("exec, of crun's time", v2 ? 0.5 : 0.8, of(EXEC, WHOLE, CRUN)));
        for (int atOnce : BurstScenario.AT_ONCE) {
            String variant = BurstScenario.variant(atOnce);
            goals.add(Goal.atLeast("rate, " + variant + ", of crun's", 1.6, of(RATE, variant, CRUN)));
            goals.add(Goal.atLeast("rate, " + variant + ", of runc's", 4, of(RATE, variant, RUNC)));
            goals.add(Goal.atMost("CPU of a run, " + variant + ", of crun's", 0.65, of(CPU, variant, CRUN)));
        }
        if (v2) {
            // On v1 the kernel's pause at the first join is some ms wide, and hides a filter.
            goals.add(filter());
        }
        goals.add(Goal.atMost("system calls of a run", 450, results.median(SYSCALLS, "", NODENS)));
        goals.add(Goal.atMost("messages to native-init for a run", 1, results.median(MESSAGES, "", NODENS)));
        goals.add(Goal.atMost("100 starts one by one, s", 1, results.median(START_ALL, "", NODENS)));
        goals.add(Goal.atMost(
                "monitor's PSS per container, KiB", 100, results.median(HELPER, "", EngineContender.MONITORED)));
        goals.add(Goal.atMost(
                "growth of the JVM per container, KiB", 50, results.median(ENGINE, "", EngineContender.MONITORED)));
        return goals;
    }

    /** No more is what the four medians can't tell from nothing. */
    private Goal filter() {
        double unsure = Stream.of(NODENS, FLOOR)
                .flatMap(contender -> Stream.of(WHOLE, WITHOUT_FILTER)
                        .flatMap(variant -> results.find(RUN, variant, contender).stream()))
                .filter(Measured::isThere)
                .mapToDouble(Measured::uncertainty)
                .reduce(0, Math::hypot);
        return Goal.atMost(
                "ms that a filter adds to a run, beyond what it adds to the floor's",
                unsure,
                difference(added(NODENS), added(FLOOR)));
    }

    private Optional<Double> added(String contender) {
        return difference(results.median(RUN, WHOLE, contender), results.median(RUN, WITHOUT_FILTER, contender));
    }

    private Optional<Double> ofFloor(Metric metric) {
        return ratio(results.median(metric, WHOLE, NODENS), results.median(metric, WHOLE, FLOOR));
    }

    private Optional<Double> of(Metric metric, String variant, String peer) {
        return ratio(results.median(metric, variant, NODENS), results.best(metric, variant, peer));
    }

    private static Optional<Double> ratio(Optional<Double> ours, Optional<Double> theirs) {
        return ours.flatMap(value -> theirs.map(other -> value / other));
    }

    private static Optional<Double> difference(Optional<Double> one, Optional<Double> other) {
        return one.flatMap(value -> other.map(less -> value - less));
    }
}
