package dev.nodens.agent.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.agent.Specs;
import dev.nodens.agent.desired.Desired;
import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.desired.ResourcesHash;
import dev.nodens.agent.desired.StopPlan;
import dev.nodens.agent.observe.ActualContainer;
import dev.nodens.agent.observe.ContainerLabels;
import dev.nodens.agent.observe.Links;
import dev.nodens.agent.observe.Observed;
import dev.nodens.agent.observe.RestartHistory;
import dev.nodens.agent.observe.StopReason;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.runtime.ExitStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every kind of wish against every state that a container can be in. */
class DeciderTest {

    private static final Instant MADE = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant NOW = MADE.plusSeconds(60);
    private static final DesiredContainer WEB = Specs.desired("web", "terminationGracePeriodSeconds: 5");
    private static final ExitStatus FAILED =
            new ExitStatus(1, 0, false, MADE, NOW.minusSeconds(1), ExitStatus.Reason.EXITED);

    private static final Desired WANTED = new Desired.Wanted(WEB);
    private static final Desired REFUSED = new Desired.Refused(ConditionReason.INVALID, "args: must not be empty");
    private static final Desired GONE = new Desired.Gone();

    private static final ActualContainer ABSENT = new ActualContainer.Absent();
    private static final ActualContainer UNFINISHED = new ActualContainer.Unfinished();
    private static final ActualContainer LIVE = live(false, labels(WEB.hash()));
    private static final ActualContainer.Ended ENDED = new ActualContainer.Ended(MADE, FAILED, labels(WEB.hash()));

    private static ContainerLabels labels(String hash) {
        return new ContainerLabels(
                WEB.key(),
                WEB.uid(),
                hash,
                ResourcesHash.of(WEB.spec()),
                new StopPlan(2, Duration.ofSeconds(7)),
                Map.of());
    }

    private static ActualContainer live(boolean paused, ContainerLabels labels) {
        return new ActualContainer.Live(MADE, 42, MADE, paused, labels);
    }

    private static Decision decide(Desired desired, ActualContainer actual, RestartHistory history) {
        return Decider.decide(desired, new Observed(actual, Links.NONE), history, NOW);
    }

    private static Decision decide(Desired desired, ActualContainer actual) {
        return decide(desired, actual, RestartHistory.EMPTY);
    }

    @Test
    void whatIsWantedIsMadeAndThenLeftAlone() {
        assertEquals(new Decision.Launch(), decide(WANTED, ABSENT));
        assertEquals(new Decision.Discard(), decide(WANTED, UNFINISHED));
        assertEquals(new Decision.None(), decide(WANTED, LIVE));
    }

    @Test
    void whatIsRefusedIsNeitherMadeNorTouched() {
        assertEquals(new Decision.None(), decide(REFUSED, ABSENT));
        assertEquals(new Decision.None(), decide(REFUSED, UNFINISHED));
        assertEquals(new Decision.None(), decide(REFUSED, LIVE));
        assertEquals(new Decision.None(), decide(REFUSED, ENDED));
    }

    @Test
    void whatIsGoneIsStoppedAsItsLabelsSayThenDeletedThenForgotten() {
        assertEquals(new Decision.Stop(2, StopReason.DELETED), decide(GONE, LIVE));
        assertEquals(new Decision.Delete(), decide(GONE, ENDED));
        assertEquals(new Decision.Discard(), decide(GONE, UNFINISHED));
        assertEquals(new Decision.Release(), decide(GONE, ABSENT));
    }

    @Test
    void anEndIsClearedAwayOnlyWhenTheNextStartIsDue() {
        RestartHistory once = RestartHistory.EMPTY.of(WEB.hash()).withEnd(ENDED, false, Duration.ofSeconds(600));
        RestartHistory twice = new RestartHistory(WEB.hash(), 2, 2, once.lastEnd(), null, null, null);

        assertEquals(new Decision.Delete(), decide(WANTED, ENDED, once));
        assertEquals(new Decision.Launch(), decide(WANTED, ABSENT, once));
        Instant due = FAILED.finishedAt().plusSeconds(10);
        assertEquals(new Decision.WaitUntil(due), decide(WANTED, ENDED, twice));
        assertEquals(new Decision.WaitUntil(due), decide(WANTED, ABSENT, twice));
    }

    @Test
    void anotherSpecStopsWithTheNewSignalAndGrace() {
        ActualContainer old = live(false, labels("another"));
        Decision stop = decide(WANTED, old);
        assertEquals(new Decision.Stop(15, StopReason.SPEC_CHANGED), stop);

        RestartHistory asked = RestartHistory.EMPTY.withStop(
                new RestartHistory.StopRequest(MADE, NOW.minusSeconds(4), StopReason.SPEC_CHANGED));
        assertEquals(new Decision.WaitUntil(NOW.plusSeconds(1)), decide(WANTED, old, asked));
        RestartHistory longAgo = RestartHistory.EMPTY.withStop(
                new RestartHistory.StopRequest(MADE, NOW.minusSeconds(5), StopReason.SPEC_CHANGED));
        assertEquals(new Decision.Kill(), decide(WANTED, old, longAgo));
    }

    @Test
    void aRequestToStopAnotherInstanceIsNone() {
        RestartHistory earlier = RestartHistory.EMPTY.withStop(
                new RestartHistory.StopRequest(MADE.minusSeconds(9), MADE.minusSeconds(9), StopReason.SPEC_CHANGED));

        assertEquals(new Decision.Stop(2, StopReason.DELETED), decide(GONE, LIVE, earlier));
    }

    @Test
    void aFrozenOneIsThawedBeforeAnythingElse() {
        assertEquals(new Decision.Resume(), decide(WANTED, live(true, labels(WEB.hash()))));
        assertEquals(new Decision.Resume(), decide(GONE, live(true, labels(WEB.hash()))));
        Desired paused =
                new Desired.Wanted(Specs.desired("web", "desiredState: Paused\nterminationGracePeriodSeconds: 5"));
        assertEquals(new Decision.Pause(), decide(paused, LIVE));
        assertEquals(new Decision.None(), decide(paused, live(true, labels(WEB.hash()))));
    }

    @Test
    void otherLimitsAreAppliedOnceAnInstance() {
        DesiredContainer limited = Specs.desired("web", "resources: {pids: 5}\nterminationGracePeriodSeconds: 5");
        Desired wanted = new Desired.Wanted(limited);
        assertEquals(new Decision.Update(), decide(wanted, LIVE));

        RestartHistory done =
                RestartHistory.EMPTY.withUpdate(new RestartHistory.Update(MADE, ResourcesHash.of(limited.spec())));
        assertEquals(new Decision.None(), decide(wanted, LIVE, done));
    }

    @Test
    void waitsForWhatItRefersToWithoutAMoment() {
        Links unmet = new Links(
                Map.of(), Optional.of(new Links.Unmet(ConditionReason.WAITING_FOR_TARGET, "api is not running")));

        assertEquals(
                new Decision.None(), Decider.decide(WANTED, new Observed(ABSENT, unmet), RestartHistory.EMPTY, NOW));
        assertEquals(new Decision.None(), Decider.decide(WANTED, new Observed(LIVE, unmet), RestartHistory.EMPTY, NOW));
    }

    @Test
    void whatNoSoonRetryHelpsWaitsTheLongestTime() {
        RestartHistory failed = RestartHistory.EMPTY
                .of(WEB.hash())
                .withFailure(new RestartHistory.Failure(NOW, ConditionReason.COMMAND_NOT_FOUND, "no such file", true));

        assertEquals(new Decision.WaitUntil(NOW.plusSeconds(300)), decide(WANTED, ABSENT, failed));
    }
}
