package dev.nodens.agent.reconcile;

import dev.nodens.agent.desired.Desired;
import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.desired.ResourcesHash;
import dev.nodens.agent.desired.Signals;
import dev.nodens.agent.observe.HistoryStore;
import dev.nodens.agent.observe.Observed;
import dev.nodens.agent.observe.RestartHistory;
import dev.nodens.agent.observe.StopReason;
import dev.nodens.agent.oci.OciResources;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.agent.status.Severity;
import dev.nodens.agent.status.StatusPublisher;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerRuntime;
import java.time.Instant;

/** Acts on a decision. What must be known after a crash is written before it is done. */
final class DecisionExecutor {

    private final Node node;
    private final ContainerRuntime runtime;
    private final Launcher launcher;
    private final LinkResolver links;
    private final HistoryStore histories;
    private final StatusPublisher publisher;

    DecisionExecutor(
            Node node, Launcher launcher, LinkResolver links, HistoryStore histories, StatusPublisher publisher) {
        this.node = node;
        this.runtime = node.runtime();
        this.launcher = launcher;
        this.links = links;
        this.histories = histories;
        this.publisher = publisher;
    }

    void execute(Decision decision, Subject subject, Observed observed) {
        ContainerId id = subject.id();
        switch (decision) {
            case Decision.None() -> {}
            case Decision.WaitUntil(Instant _) -> {}
            case Decision.Release() -> {}
            case Decision.Launch() -> launch(subject, observed);
            case Decision.Discard() -> runtime.delete(id, true);
            case Decision.Stop(int signal, StopReason reason) -> stop(subject, observed, signal, reason);
            case Decision.Kill() -> kill(subject);
            case Decision.Delete() -> runtime.delete(id, false);
            case Decision.Pause() -> pause(subject);
            case Decision.Resume() -> runtime.resume(id);
            case Decision.Update() -> update(subject, observed);
        }
    }

    private void launch(Subject subject, Observed observed) {
        boolean launched = launcher.launch(wanted(subject), observed.links(), links::unchanged);
        if (launched) {
            histories.put(subject.id(), histories.get(subject.id()).withLaunch());
            event(subject, Severity.NORMAL, ConditionReason.STARTED, "started container " + subject.id());
        }
    }

    private void stop(Subject subject, Observed observed, int signal, StopReason reason) {
        Instant instance = observed.container().instance().orElseThrow();
        RestartHistory.StopRequest request =
                new RestartHistory.StopRequest(instance, node.clock().instant(), reason);
        histories.put(subject.id(), histories.get(subject.id()).withStop(request));
        event(subject, Severity.NORMAL, ConditionReason.STOPPING, reason.words() + "; sending signal " + signal);
        runtime.kill(subject.id(), signal, false);
    }

    private void kill(Subject subject) {
        event(subject, Severity.WARNING, ConditionReason.STOPPING, "did not end in its grace period; killing it");
        runtime.kill(subject.id(), Signals.SIGKILL, true);
    }

    private void pause(Subject subject) {
        runtime.pause(subject.id());
        event(subject, Severity.NORMAL, ConditionReason.PAUSED, "frozen");
    }

    private void update(Subject subject, Observed observed) {
        DesiredContainer desired = wanted(subject);
        Instant instance = observed.container().instance().orElseThrow();
        runtime.update(subject.id(), OciResources.from(desired.spec(), node.facts()));
        RestartHistory.Update done = new RestartHistory.Update(instance, ResourcesHash.of(desired.spec()));
        histories.put(subject.id(), histories.get(subject.id()).withUpdate(done));
        event(subject, Severity.NORMAL, ConditionReason.UPDATED, "changed the limits in place");
    }

    private static DesiredContainer wanted(Subject subject) {
        return switch (subject.desired()) {
            case Desired.Wanted(DesiredContainer container) -> container;
            case Desired.Refused refused -> throw new IllegalStateException("nothing is started for " + refused);
            case Desired.Gone gone -> throw new IllegalStateException("nothing is started for " + gone);
        };
    }

    private void event(Subject subject, Severity severity, ConditionReason reason, String message) {
        subject.spec().ifPresent(spec -> publisher.event(spec, severity, reason, message));
    }
}
