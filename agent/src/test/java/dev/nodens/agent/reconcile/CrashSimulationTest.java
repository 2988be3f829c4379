package dev.nodens.agent.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.agent.InMemoryRuntime;
import dev.nodens.agent.Specs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent dies at any step while specs come, change and go, and containers end; in the end all is as the specs say. */
class CrashSimulationTest {

    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final int CHANGES = 40;

    /** The agent's own death: no handler of its takes it for a failure. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    Path folder;

    private final Map<String, String> wanted = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void convergesHoweverOftenTheAgentDies(long seed) {
        Random random = new Random(seed);
        Bench bench = new Bench(folder);
        bench.runtime.atEachStep(_ -> {
            if (random.nextInt(8) == 0) {
                throw new Killed();
            }
        });
        for (int change = 0; change < CHANGES; change++) {
            surviving(bench, () -> change(bench, random));
            assertOneContainerEach(bench);
        }
        bench.runtime.atEachStep(_ -> {});
        bench.newAgent();
        bench.settle();
        bench.advance(Duration.ofHours(1));
        bench.settle();

        for (String name : NAMES) {
            assertEquals(startable(name), bench.runs(name), name + " of " + wanted);
        }
        wanted.keySet().stream()
                .filter(bench::runs)
                .forEach(name -> assertEquals(
                        Specs.desired(name, Objects.requireNonNull(wanted.get(name)))
                                .hash(),
                        bench.container(name).spec().annotations().get("nodens.dev/spec-hash")));
    }

    private boolean startable(String name) {
        String fields = wanted.get(name);
        return fields != null && (!fields.contains("dependsOn") || wanted.containsKey("a"));
    }

    private void change(Bench bench, Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        switch (random.nextInt(4)) {
            case 0 -> {
                wanted.remove(name);
                bench.upstream.remove(Bench.key(name));
            }
            case 1 -> {
                if (bench.runs(name)) {
                    bench.runtime.exit(Specs.id(name), random.nextInt(3));
                }
            }
            case 2 -> bench.advance(Duration.ofSeconds(random.nextInt(400)));
            default -> {
                wanted.put(name, fields(name, random));
                bench.upstream.put(Specs.spec(name, wanted.get(name)));
            }
        }
        bench.settle();
    }

    /** Each may join only those before it, so that there is no cycle. */
    private static String fields(String name, Random random) {
        String args = "args: [\"" + random.nextInt(3) + "\"]\n";
        int at = NAMES.indexOf(name);
        return at == 0 || random.nextBoolean() ? args : args + "dependsOn: [{name: a}]\n".repeat(random.nextInt(2));
    }

    private static void surviving(Bench bench, Runnable work) {
        try {
            work.run();
        } catch (Killed _) {
            surviving(bench, () -> {
                bench.newAgent();
                bench.settle();
            });
        }
    }

    private static void assertOneContainerEach(Bench bench) {
        long distinct = bench.runtime.entries().stream()
                .map(InMemoryRuntime.Entry::spec)
                .map(spec -> spec.annotations().get("nodens.dev/name"))
                .distinct()
                .count();
        assertEquals(distinct, bench.runtime.entries().size());
    }
}
