package dev.nodens.tests.speed;

import dev.nodens.tests.speed.Turn.Step;
import java.util.ArrayList;
import java.util.List;

/** create, start and delete, each by itself: calls of the library, and commands of the others. */
record PhaseScenario(int rounds) implements Scenario {

    @Override
    public void measure(Arena arena, Results results) throws InterruptedException {
        List<Turn> turns = new ArrayList<>();
        for (RuntimeContender runtime : arena.runtimes()) {
            Phases life = runtime.prepare("0", Workload.WHOLE);
            turns.add(Turn.of(
                    runtime,
                    life::clear,
                    new Step(key(Metric.CREATE, runtime), life::create),
                    new Step(key(Metric.START, runtime), life::start),
                    new Step(key(Metric.DELETE, runtime), life::await, () -> life.delete(false))));
        }
        new Rounds(turns, results).take(rounds);
    }

    private static Key key(Metric metric, Contender contender) {
        return new Key(metric, Workload.WHOLE.title(), contender.name());
    }
}
