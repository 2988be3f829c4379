package dev.nodens.agent.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.agent.Specs;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() {
        bench = new Bench(folder);
    }

    @Test
    void startsWhatIsWanted() {
        bench.apply("web", "");

        assertTrue(bench.runs("web"));
        assertEquals("Running", bench.summary("web"));
        assertEquals("1/1", bench.status("web").readiness());
        assertEquals(0, bench.status("web").restartCount());
    }

    @Test
    void startsAgainAtOnceThenWaitsTwiceAsLongEachTime() {
        bench.apply("web", "");
        bench.exit("web", 1);
        assertTrue(bench.runs("web"));

        bench.exit("web", 1);
        assertFalse(bench.runs("web"));
        assertEquals("CrashLoopBackOff", bench.summary("web"));
        bench.advance(Duration.ofSeconds(9));
        assertFalse(bench.runs("web"));
        bench.advance(SECOND);
        assertTrue(bench.runs("web"));

        bench.exit("web", 1);
        bench.advance(Duration.ofSeconds(19));
        assertFalse(bench.runs("web"));
        bench.advance(SECOND);
        assertTrue(bench.runs("web"));
        assertEquals(3, bench.status("web").restartCount());
    }

    @Test
    void aLongRunMakesTheNextEndTheFirst() {
        bench.apply("web", "backoff: {resetAfterSeconds: 60}");
        bench.exit("web", 1);
        bench.exit("web", 1);
        bench.advance(Duration.ofSeconds(10));
        bench.advance(Duration.ofSeconds(60));
        bench.exit("web", 1);

        assertTrue(bench.runs("web"));
    }

    @Test
    void waitsOnAfterTheAgentWasReplaced() {
        bench.apply("web", "");
        bench.exit("web", 1);
        bench.exit("web", 1);
        bench.advance(Duration.ofSeconds(5));

        bench.newAgent();
        bench.settle();

        assertFalse(bench.runs("web"));
        bench.advance(Duration.ofSeconds(5));
        assertTrue(bench.runs("web"));
    }

    @Test
    void leavesAloneWhatCompletedUnderPolicyNever() {
        bench.apply("job", "restartPolicy: Never");
        bench.exit("job", 0);

        bench.advance(Duration.ofHours(1));

        assertFalse(bench.runs("job"));
        assertEquals("Completed", bench.summary("job"));
        assertEquals(
                0,
                Objects.requireNonNull(bench.status("job").state())
                        .getTerminated()
                        .getExitCode());
    }

    @Test
    void aRuleForTheExitCodeDecidesBeforeThePolicy() {
        bench.apply("job", """
                restartPolicy: Always
                restartRules:
                - {action: Stop, exitCodes: {operator: In, values: [42]}}
                """);
        bench.exit("job", 42);

        assertFalse(bench.runs("job"));
        assertEquals("Error", bench.summary("job"));
    }

    @Test
    void aChangedArgumentRestartsOnce() {
        bench.apply("web", "args: [one]");
        int before = bench.pid("web");

        bench.apply("web", "args: [two]");
        bench.advance(Duration.ofHours(1));

        assertNotEquals(before, bench.pid("web"));
        assertEquals(2, bench.runtime.launches);
        assertEquals(List.of("two"), bench.args("web"));
        assertEquals(1, bench.status("web").restartCount());
    }

    @Test
    void changedLimitsAreAppliedInPlaceOnce() {
        bench.apply("web", "resources: {limits: {memory: 64Mi}}");
        int before = bench.pid("web");

        bench.apply("web", "resources: {limits: {memory: 128Mi}}");
        bench.newAgent();
        bench.settle();

        assertEquals(before, bench.pid("web"));
        assertEquals(128L << 20, bench.updatedMemory("web"));
        assertEquals(
                1,
                bench.upstream.events().stream()
                        .filter(event -> event.contains("Updated"))
                        .count());
    }

    @Test
    void asksThenKillsWhatDoesNotEndInItsGracePeriod() {
        bench.runtime.ignoreTerm(true);
        bench.apply("web", "terminationGracePeriodSeconds: 5\nstopSignal: SIGINT");

        bench.remove("web");
        assertEquals(List.of(2), bench.container("web").signals);
        bench.advance(Duration.ofSeconds(4));
        assertTrue(bench.runs("web"));
        bench.advance(SECOND);

        assertTrue(bench.runtime.entries().isEmpty());
        assertTrue(bench.upstream.released.contains(Bench.key("web")));
    }

    @Test
    void theGracePeriodGoesOnUnderTheNextAgent() {
        bench.runtime.ignoreTerm(true);
        bench.apply("web", "terminationGracePeriodSeconds: 5");
        bench.remove("web");
        bench.advance(Duration.ofSeconds(4));

        bench.newAgent();
        bench.settle();
        bench.advance(SECOND);

        assertTrue(bench.runtime.entries().isEmpty());
    }

    @Test
    void theNextAgentFindsEveryContainer() {
        bench.apply("web", "").apply("api", "");
        int web = bench.pid("web");
        int api = bench.pid("api");

        bench.newAgent();
        bench.settle();

        assertEquals(web, bench.pid("web"));
        assertEquals(api, bench.pid("api"));
        assertEquals(2, bench.runtime.launches);
    }

    @Test
    void whatHasNoSpecIsRemovedOnlyWhenAllSpecsAreKnown() {
        bench.apply("web", "");
        bench.upstream.complete = false;
        bench.remove("web");
        bench.newAgent();
        bench.settle();
        assertTrue(bench.runs("web"));

        bench.upstream.complete = true;
        bench.settle();
        assertTrue(bench.runtime.entries().isEmpty());
    }

    @Test
    void anObjectOfTheSameNameGetsAContainerOfItsOwn() {
        bench.apply("web", "");
        int before = bench.pid("web");
        ContainerSpec recreated = Specs.spec("web", "");
        recreated.getMetadata().setUid("another");

        bench.upstream.put(recreated);
        bench.settle();

        assertEquals(1, bench.runtime.entries().size());
        assertNotEquals(before, bench.runtime.entries().getFirst().state().livePid());
    }

    @Test
    void aSpecThatIsRefusedStopsNothing() {
        bench.apply("web", "");

        bench.apply("web", "tty: true");

        assertTrue(bench.runs("web"));
        assertEquals("False", condition("web", "Accepted").getStatus());
        assertEquals("NotSupportedYet", condition("web", "Accepted").getReason());
        assertTrue(condition("web", "Accepted").getMessage().contains("spec.tty"));
    }

    @Test
    void stoppedIsKeptAndStartsAgainWhateverThePolicy() {
        bench.apply("job", "restartPolicy: Never");
        bench.apply("job", "restartPolicy: Never\ndesiredState: Stopped");
        assertFalse(bench.runs("job"));
        assertEquals("Stopped", bench.summary("job"));

        bench.apply("job", "restartPolicy: Never");
        assertTrue(bench.runs("job"));
    }

    @Test
    void pausesAndThawsAndThawsBeforeItStops() {
        bench.apply("web", "desiredState: Paused");
        assertEquals("Paused", bench.summary("web"));
        bench.apply("web", "");
        assertEquals("Running", bench.summary("web"));

        bench.apply("web", "desiredState: Paused");
        bench.remove("web");
        assertTrue(bench.runtime.entries().isEmpty());
    }

    @Test
    void whatCannotBeMadeIsTriedAgainAndSaysWhy() {
        bench.runtime.refuse(_ -> Optional.of(new ContainerException(ErrorCode.RESOURCE_UNAVAILABLE, "out of pids")));
        bench.apply("web", "");
        assertEquals("ResourceUnavailable", bench.summary("web"));
        assertEquals("True", condition("web", "Degraded").getStatus());
        assertNotNull(bench.status("web").nextRestartTime());

        bench.runtime.refuse(_ -> Optional.empty());
        bench.advance(Duration.ofSeconds(10));
        assertTrue(bench.runs("web"));
        assertEquals("False", condition("web", "Degraded").getStatus());
    }

    @Test
    void anotherSpecIsTriedAtOnce() {
        bench.runtime.refuse(_ -> Optional.of(new ContainerException(ErrorCode.COMMAND_NOT_FOUND, "no such file")));
        bench.apply("web", "args: [wrong]");
        assertEquals("CommandNotFound", bench.summary("web"));

        bench.runtime.refuse(_ -> Optional.empty());
        bench.apply("web", "args: [right]");
        assertTrue(bench.runs("web"));
    }

    private io.fabric8.kubernetes.api.model.Condition condition(String name, String type) {
        return bench.status(name).conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
