package dev.nodens.agent.reconcile;

import dev.nodens.agent.desired.Desired;
import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.desired.DesiredNamespace;
import dev.nodens.agent.desired.ResourcesHash;
import dev.nodens.agent.desired.StopPlan;
import dev.nodens.agent.observe.ActualContainer;
import dev.nodens.agent.observe.ActualContainer.Absent;
import dev.nodens.agent.observe.ActualContainer.Ended;
import dev.nodens.agent.observe.ActualContainer.Live;
import dev.nodens.agent.observe.ActualContainer.Unfinished;
import dev.nodens.agent.observe.ContainerLabels;
import dev.nodens.agent.observe.Links;
import dev.nodens.agent.observe.Observed;
import dev.nodens.agent.observe.RestartHistory;
import dev.nodens.agent.observe.StopReason;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.DesiredState;
import dev.nodens.crd.v1alpha1.TargetExitPolicy;
import java.time.Instant;
import java.util.Optional;

/**
 * What to do about one container so that actual becomes desired, one step at a time. Pure: no clock, no kernel, no API server.
 * The history must already hold the end of an ended instance.
 */
public final class Decider {

    private Decider() {}

    public static Decision decide(Desired desired, Observed observed, RestartHistory history, Instant now) {
        return switch (desired) {
            case Desired.Wanted(DesiredContainer wanted) ->
                wanted(new Look(wanted, observed.links(), history, now), observed.container());
            case Desired.Refused refused -> new Decision.None();
            case Desired.Gone() -> gone(observed.container(), history, now);
        };
    }

    /** All that is known of a wanted container but its own state. */
    private record Look(DesiredContainer desired, Links links, RestartHistory history, Instant now) {}

    private static Decision gone(ActualContainer actual, RestartHistory history, Instant now) {
        return switch (actual) {
            case Absent() -> new Decision.Release();
            case Unfinished() -> new Decision.Discard();
            case Live live -> stop(live, live.labels().stop(), StopReason.DELETED, history, now);
            case Ended ended -> new Decision.Delete();
        };
    }

    private static Decision wanted(Look look, ActualContainer actual) {
        return switch (actual) {
            case Absent() -> absent(look);
            case Unfinished() -> new Decision.Discard();
            case Live live -> live(look, live);
            case Ended ended -> absent(look) instanceof Decision.Launch ? new Decision.Delete() : absent(look);
        };
    }

    private static Decision live(Look look, Live live) {
        DesiredContainer desired = look.desired();
        Optional<StopReason> whyStop = whyStop(desired, live, look.links());
        if (whyStop.isPresent()) {
            return stop(live, desired.stop(), whyStop.get(), look.history(), look.now());
        }
        boolean wantedPaused = desired.state() == DesiredState.PAUSED;
        if (live.paused() != wantedPaused) {
            return wantedPaused ? new Decision.Pause() : new Decision.Resume();
        }
        boolean sameLimits = ResourcesHash.of(desired.spec()).equals(limitsOf(live, look.history()));
        return sameLimits ? new Decision.None() : new Decision.Update();
    }

    private static String limitsOf(Live live, RestartHistory history) {
        RestartHistory.Update update = history.update();
        return update != null && update.instance().equals(live.createdAt())
                ? update.resourcesHash()
                : live.labels().resourcesHash();
    }

    private static Optional<StopReason> whyStop(DesiredContainer desired, Live live, Links links) {
        if (desired.state() == DesiredState.STOPPED) {
            return Optional.of(StopReason.UNWANTED);
        }
        if (!live.labels().hash().equals(desired.hash())) {
            return Optional.of(StopReason.SPEC_CHANGED);
        }
        return onLostTarget(desired, live.labels(), links)
                .map(policy -> policy == TargetExitPolicy.STOP ? StopReason.TARGET_GONE : StopReason.TARGET_REPLACED);
    }

    /** What its spec says about the loss of an instance that it joined; empty where none is lost, or where it doesn't mind. */
    static Optional<TargetExitPolicy> onLostTarget(DesiredContainer desired, ContainerLabels labels, Links links) {
        return desired.namespaces().stream()
                .filter(namespace -> namespace.onTargetExit() != TargetExitPolicy.KEEP)
                .filter(namespace -> namespace.origin() instanceof DesiredNamespace.OfContainer(ContainerKey target)
                        && lost(target, labels, links))
                .map(DesiredNamespace::onTargetExit)
                .max(Enum::compareTo);
    }

    private static boolean lost(ContainerKey target, ContainerLabels labels, Links links) {
        Links.Target current = links.targets().get(target);
        return current == null || !current.createdAt().equals(labels.targets().get(target));
    }

    private static Decision stop(Live live, StopPlan plan, StopReason reason, RestartHistory history, Instant now) {
        if (live.paused()) {
            // A frozen process takes no signal, on cgroup v1 not even SIGKILL.
            return new Decision.Resume();
        }
        RestartHistory.StopRequest request = history.stopOf(live.createdAt());
        if (request == null) {
            return new Decision.Stop(plan.signal(), reason);
        }
        Instant deadline = request.at().plus(plan.grace());
        return now.isBefore(deadline) ? new Decision.WaitUntil(deadline) : new Decision.Kill();
    }

    /** What to do where no process is there. */
    private static Decision absent(Look look) {
        if (!startsAgain(look.desired(), look.history()) || look.links().unmet().isPresent()) {
            return new Decision.None();
        }
        Instant next = look.history().nextStart(look.desired().restarts());
        return look.now().isBefore(next) ? new Decision.WaitUntil(next) : new Decision.Launch();
    }

    /** Whether it is to be started, now or later. */
    public static boolean startsAgain(DesiredContainer desired, RestartHistory history) {
        if (desired.state() == DesiredState.STOPPED) {
            return false;
        }
        RestartHistory.End end = history.lastEnd();
        if (end == null || !end.hash().equals(desired.hash())) {
            return true;
        }
        RestartHistory.StopRequest request = history.stopOf(end.instance());
        if (request != null && request.reason() == StopReason.TARGET_GONE) {
            return false;
        }
        return end.excused() || desired.restarts().restartsAfter(end.exit().code());
    }
}
