package dev.nodens.agent.report;

import dev.nodens.agent.desired.Desired;
import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.observe.ActualContainer.Absent;
import dev.nodens.agent.observe.ActualContainer.Ended;
import dev.nodens.agent.observe.ActualContainer.Live;
import dev.nodens.agent.observe.ActualContainer.Unfinished;
import dev.nodens.agent.observe.RestartHistory;
import dev.nodens.agent.observe.StopReason;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.crd.v1alpha1.DesiredState;
import dev.nodens.runtime.ExitStatus;

/** How it is with a container, in one word and one sentence. */
record Situation(ConditionReason reason, String message) {

    /** From so many ends in a row on, a restart waits. */
    private static final int CRASH_LOOP = 2;

    static Situation of(ReportFacts facts) {
        return switch (facts.observed().container()) {
            case Live live -> live(live, facts.history());
            case Unfinished() -> new Situation(ConditionReason.CREATING, "it is being made");
            case Absent absent -> notLive(facts);
            case Ended ended -> notLive(facts);
        };
    }

    private static Situation live(Live live, RestartHistory history) {
        RestartHistory.StopRequest stop = history.stopOf(live.createdAt());
        if (stop != null) {
            return new Situation(ConditionReason.STOPPING, "asked to end at " + Moments.text(stop.at()));
        }
        return live.paused()
                ? new Situation(ConditionReason.PAUSED, "desiredState is Paused")
                : new Situation(ConditionReason.RUNNING, "process " + live.pid() + " runs");
    }

    private static Situation notLive(ReportFacts facts) {
        return switch (facts.desired()) {
            case Desired.Gone() -> new Situation(ConditionReason.STOPPED, "it is being deleted");
            case Desired.Refused(ConditionReason reason, String message) -> new Situation(reason, message);
            case Desired.Wanted(DesiredContainer container) ->
                facts.startsAgain() ? waiting(container, facts) : ended(container, facts.history());
        };
    }

    private static Situation waiting(DesiredContainer container, ReportFacts facts) {
        if (facts.observed().links().unmet().isPresent()) {
            var unmet = facts.observed().links().unmet().get();
            return new Situation(unmet.reason(), unmet.message());
        }
        RestartHistory history = facts.history();
        RestartHistory.Failure failure = history.failure();
        String next = "it is tried again at " + Moments.text(history.nextStart(container.restarts()));
        if (failure != null) {
            return new Situation(failure.reason(), failure.message() + "; " + next);
        }
        RestartHistory.End end = history.lastEnd();
        if (end != null && history.early() >= CRASH_LOOP) {
            return new Situation(
                    ConditionReason.CRASH_LOOP_BACK_OFF, exit(end.exit()).message() + "; " + next);
        }
        return new Situation(ConditionReason.CREATING, "it is about to be made");
    }

    private static Situation ended(DesiredContainer container, RestartHistory history) {
        if (container.state() == DesiredState.STOPPED) {
            return new Situation(ConditionReason.STOPPED, "desiredState is Stopped");
        }
        RestartHistory.End end = history.lastEnd();
        if (end == null) {
            return new Situation(ConditionReason.STOPPED, "it was not started");
        }
        RestartHistory.StopRequest stop = history.stopOf(end.instance());
        return stop != null && stop.reason() == StopReason.TARGET_GONE
                ? new Situation(ConditionReason.TARGET_STOPPED, "what it had joined ended, and onTargetExit is Stop")
                : exit(end.exit());
    }

    static Situation exit(ExitStatus exit) {
        String how = exit.signal() == 0 ? "exit code " + exit.code() : "ended by signal " + exit.signal();
        ConditionReason reason = switch (exit.reason()) {
            case MONITOR_LOST -> ConditionReason.MONITOR_LOST;
            case NODE_RESTARTED -> ConditionReason.NODE_RESTARTED;
            case EXITED -> exited(exit);
        };
        return new Situation(reason, how);
    }

    private static ConditionReason exited(ExitStatus exit) {
        if (exit.oomKilled()) {
            return ConditionReason.OOM_KILLED;
        }
        return exit.succeeded() ? ConditionReason.COMPLETED : ConditionReason.ERROR;
    }
}
