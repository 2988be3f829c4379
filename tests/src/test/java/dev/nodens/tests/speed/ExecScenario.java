package dev.nodens.tests.speed;

import java.util.ArrayList;
import java.util.List;

/** One more {@code /bin/true} in a container that sleeps. */
record ExecScenario(int rounds) implements Scenario {

    private static final String SLOT = "exec";

    @Override
    public void measure(Arena arena, Results results) throws InterruptedException {
        List<Turn> turns = new ArrayList<>();
        List<Phases> asleep = new ArrayList<>();
        for (RuntimeContender runtime : arena.runtimes()) {
            Phases life = runtime.prepare(SLOT, Workload.WHOLE.sleeping());
            asleep.add(life);
            Key key = key(runtime);
            try {
                life.launch();
                turns.add(Turn.of(runtime, () -> {}, new Turn.Step(key, life::exec)));
            } catch (ContenderException refused) {
                results.fail(key, String.valueOf(refused.getMessage()));
            }
        }
        arena.floors().forEach(floor -> turns.add(floor(floor, arena, asleep.getFirst())));
        new Rounds(turns, results).take(rounds);
        asleep.forEach(Phases::clear);
    }

    /** The floor goes into the first runtime's container. */
    private static Turn floor(FloorContender floor, Arena arena, Phases asleep) {
        String cgroup = arena.runtimes().getFirst().cgroup(SLOT);
        return Turn.of(floor, key(floor), floor.exec(asleep.pid(), cgroup));
    }

    private static Key key(Contender contender) {
        return new Key(Metric.EXEC, Workload.WHOLE.title(), contender.name());
    }
}
