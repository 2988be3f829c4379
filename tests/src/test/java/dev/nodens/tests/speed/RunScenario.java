package dev.nodens.tests.speed;

import java.util.ArrayList;
import java.util.List;

/** create + start + wait + delete of {@code /bin/true}. */
record RunScenario(int rounds, List<Workload> workloads) implements Scenario {

    RunScenario {
        workloads = List.copyOf(workloads);
    }

    @Override
    public void measure(Arena arena, Results results) throws InterruptedException {
        List<Turn> turns = new ArrayList<>();
        for (Workload workload : workloads) {
            for (Contender contender : arena.contenders()) {
                Key key = new Key(Metric.RUN, workload.title(), contender.name());
                turns.add(Turn.of(contender, key, contender.prepare("0", workload)));
            }
        }
        new Rounds(turns, results).take(rounds);
    }
}
