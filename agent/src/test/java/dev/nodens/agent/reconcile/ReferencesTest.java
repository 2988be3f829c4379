package dev.nodens.agent.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.agent.Specs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that join others' namespaces, or wait for others. */
class ReferencesTest {

    private static final String JOINS_WEB = "namespaces: [{type: pid, containerRef: {name: web}}]";

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() {
        bench = new Bench(folder);
    }

    @Test
    void waitsForWhatItJoinsAndThenJoinsItsProcess() {
        bench.apply("shell", JOINS_WEB);
        assertEquals("WaitingForTarget", bench.summary("shell"));

        bench.apply("web", "");

        assertTrue(bench.runs("shell"));
        assertTrue(bench.joined("shell", "/proc/" + bench.pid("web") + "/ns/pid"));
    }

    @Test
    void isRestartedWithWhatItJoined() {
        bench.apply("web", "").apply("shell", JOINS_WEB);
        int before = bench.pid("shell");

        bench.exit("web", 1);

        assertNotEquals(before, bench.pid("shell"));
        assertTrue(bench.joined("shell", "/proc/" + bench.pid("web") + "/ns/pid"));
    }

    @Test
    void isRestartedAlsoWhenItsEndCameFirst() {
        bench.apply("web", "").apply("shell", JOINS_WEB + "\nrestartPolicy: Never");

        // As the kernel has it: the end of a pid namespace's init ends all that joined it.
        bench.runtime.exit(Specs.id("web"), 0);
        bench.runtime.exit(Specs.id("shell"), 137);
        bench.settle();

        assertTrue(bench.runs("shell"));
    }

    @Test
    void stopsForGoodWhereItsSpecSaysSo() {
        String stops = "namespaces: [{type: pid, containerRef: {name: web}, onTargetExit: Stop}]";
        bench.apply("web", "").apply("shell", stops);

        bench.exit("web", 1);
        bench.advance(Duration.ofHours(1));

        assertFalse(bench.runs("shell"));
        assertEquals("TargetStopped", bench.summary("shell"));
    }

    @Test
    void goesOnWhereItsSpecSaysSo() {
        String keeps = "namespaces: [{type: network, containerRef: {name: web}, onTargetExit: Keep}]";
        bench.apply("web", "").apply("shell", keeps);
        int before = bench.pid("shell");

        bench.exit("web", 1);

        assertEquals(before, bench.pid("shell"));
    }

    @Test
    void theNextAgentLeavesWhatJoinedAlone() {
        bench.apply("web", "").apply("shell", JOINS_WEB);
        int before = bench.pid("shell");

        bench.newAgent();
        bench.settle();

        assertEquals(before, bench.pid("shell"));
    }

    @Test
    void aCycleIsRefusedAndNamed() {
        bench.apply("a", "namespaces: [{type: pid, containerRef: {name: b}}]");
        bench.apply("b", "dependsOn: [{name: c}]");
        bench.apply("c", "namespaces: [{type: ipc, containerRef: {name: a}}]");

        assertTrue(bench.runtime.entries().isEmpty());
        assertEquals("ReferenceCycle", bench.summary("a"));
        assertTrue(message("a").contains("a -> b -> c -> a"), message("a"));
        assertTrue(message("b").contains("b -> c -> a -> b"), message("b"));
    }

    @Test
    void aBrokenCycleStarts() {
        bench.apply("a", "dependsOn: [{name: b}]");
        bench.apply("b", "dependsOn: [{name: a}]");

        bench.apply("b", "");

        assertTrue(bench.runs("a"));
        assertTrue(bench.runs("b"));
    }

    @Test
    void waitsForCompletion() {
        bench.apply("web", "dependsOn: [{name: migrate, condition: Completed}]");
        bench.apply("migrate", "restartPolicy: Never");
        assertEquals("WaitingForDependency", bench.summary("web"));
        bench.exit("migrate", 0);

        assertTrue(bench.runs("web"));
    }

    @Test
    void isNotStartedInAStrangersNamespaces() {
        bench.apply("web", "");
        boolean[] replaced = new boolean[1];
        bench.runtime.atEachStep(step -> {
            if (step.equals("created") && !replaced[0]) {
                replaced[0] = true;
                bench.runtime.exit(Specs.id("web"), 1);
            }
        });

        bench.apply("shell", JOINS_WEB);

        assertTrue(bench.runs("shell"));
        assertTrue(bench.joined("shell", "/proc/" + bench.pid("web") + "/ns/pid"));
        assertEquals(3, bench.runtime.launches, "web twice, and shell once: never started beside the first web's end");
    }

    @Test
    void drainingStopsJoinersBeforeWhatTheyJoined() {
        bench.runtime.ignoreTerm(true);
        bench.apply("web", "").apply("shell", JOINS_WEB);
        bench.runtime.ignoreTerm(false);

        bench.reconciler().drain();
        bench.settle();

        assertTrue(bench.runtime.entries().isEmpty());
        List<String> stops = bench.upstream.events().stream()
                .filter(event -> event.contains("Stopping"))
                .map(event -> event.substring(0, event.indexOf(' ')))
                .toList();
        assertEquals(List.of("shell", "web"), stops);
    }

    private String message(String name) {
        return bench.status(name).conditions().getFirst().getMessage();
    }
}
