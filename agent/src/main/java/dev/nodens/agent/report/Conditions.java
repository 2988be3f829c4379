package dev.nodens.agent.report;

import dev.nodens.agent.desired.Desired;
import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.observe.ActualContainer;
import dev.nodens.agent.observe.Links.Unmet;
import dev.nodens.agent.observe.RestartHistory;
import dev.nodens.agent.status.ConditionReason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions of one container, each set every time, so that none is ever left over from another time. */
final class Conditions {

    private enum Truth {
        TRUE("True"),
        FALSE("False"),
        UNKNOWN("Unknown");

        private final String word;

        Truth(String word) {
            this.word = word;
        }

        static Truth of(boolean holds) {
            return holds ? TRUE : FALSE;
        }
    }

    private final ReportFacts facts;
    private final Situation situation;
    private final List<Condition> conditions = new ArrayList<>();

    private Conditions(ReportFacts facts) {
        this.facts = facts;
        this.situation = Situation.of(facts);
    }

    /** @param before those of the last status; where the truth is the same, the time of its last change stays */
    static List<Condition> of(ReportFacts facts, List<Condition> before, Instant now) {
        Conditions all = new Conditions(facts);
        all.accepted();
        all.dependenciesMet();
        all.add("ImageReady", Truth.TRUE, new Situation(ConditionReason.NOT_NEEDED, "its root is no image's"));
        all.created();
        all.running();
        all.upToDate();
        all.degraded();
        return all.conditions.stream()
                .map(condition -> timed(condition, before, now))
                .toList();
    }

    private void accepted() {
        if (facts.desired() instanceof Desired.Refused(ConditionReason reason, String message)) {
            add("Accepted", Truth.FALSE, new Situation(reason, message));
        } else {
            add("Accepted", Truth.TRUE, new Situation(ConditionReason.ACCEPTED, "every field is acted on"));
        }
    }

    private void dependenciesMet() {
        Optional<Unmet> unmet = facts.observed().links().unmet();
        Situation situation = unmet.map(found -> new Situation(found.reason(), found.message()))
                .orElse(new Situation(ConditionReason.DEPENDENCIES_MET, "nothing is waited for"));
        add("DependenciesMet", Truth.of(unmet.isEmpty()), situation);
    }

    private void created() {
        boolean there = facts.observed().container().instance().isPresent();
        add(
                "Created",
                Truth.of(there),
                there ? new Situation(ConditionReason.CREATED, "container " + facts.id()) : situation);
    }

    private void running() {
        boolean runs = facts.observed().container() instanceof ActualContainer.Live live && !live.paused();
        add("Running", Truth.of(runs), situation);
        // Without a readiness probe what runs is ready, as with a Pod's container.
        add("Ready", Truth.of(runs), runs ? new Situation(ConditionReason.READY, "it runs") : situation);
    }

    private void upToDate() {
        if (!(facts.observed().container() instanceof ActualContainer.Live live)
                || !(facts.desired() instanceof Desired.Wanted(DesiredContainer wanted))) {
            add("UpToDate", Truth.UNKNOWN, situation);
            return;
        }
        boolean same = live.labels().hash().equals(wanted.hash());
        add(
                "UpToDate",
                Truth.of(same),
                same
                        ? new Situation(ConditionReason.UP_TO_DATE, "it was made from this spec")
                        : new Situation(ConditionReason.SPEC_CHANGED, "it is restarted with the changed spec"));
    }

    private void degraded() {
        RestartHistory history = facts.history();
        RestartHistory.Failure failure = history.failure();
        boolean looping = situation.reason() == ConditionReason.CRASH_LOOP_BACK_OFF;
        if (failure != null) {
            add("Degraded", Truth.TRUE, new Situation(failure.reason(), failure.message()));
        } else {
            Situation healthy = new Situation(ConditionReason.HEALTHY, "nothing is wrong");
            add("Degraded", Truth.of(looping), looping ? situation : healthy);
        }
    }

    private void add(String type, Truth truth, Situation why) {
        conditions.add(new ConditionBuilder()
                .withType(type)
                .withStatus(truth.word)
                .withReason(why.reason().word())
                .withMessage(why.message())
                .withObservedGeneration(facts.generation())
                .build());
    }

    private static Condition timed(Condition condition, List<Condition> before, Instant now) {
        String time = before.stream()
                .filter(old -> old.getType().equals(condition.getType())
                        && old.getStatus().equals(condition.getStatus()))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElse(Moments.text(now));
        return new ConditionBuilder(condition).withLastTransitionTime(time).build();
    }
}
