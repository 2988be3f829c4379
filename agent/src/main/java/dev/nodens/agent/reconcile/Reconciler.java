package dev.nodens.agent.reconcile;

import dev.nodens.agent.desired.ContainerIds;
import dev.nodens.agent.desired.Desired;
import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.desired.DesiredContainers;
import dev.nodens.agent.observe.ActualContainer;
import dev.nodens.agent.observe.HistoryStore;
import dev.nodens.agent.observe.Links;
import dev.nodens.agent.observe.Observed;
import dev.nodens.agent.observe.RestartHistory;
import dev.nodens.agent.observe.RuntimeObserver;
import dev.nodens.agent.reconcile.KeyedWorkers.Next;
import dev.nodens.agent.report.ErrorReasons;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.source.SpecSource;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.agent.status.Severity;
import dev.nodens.agent.status.StatusPublisher;
import dev.nodens.agent.upstream.Upstream;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One look at one key: what is wanted, what is there, what to do about the difference, until there is nothing to be done now.
 * Everything is looked up anew, so that a look may be cut off anywhere and the next one goes on from what it finds. Looks at one
 * key never overlap; looks at different keys do.
 */
final class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** More steps in one look than any way from one state to another has. */
    private static final int MOST_STEPS = 12;

    private final Node node;
    private final SpecSource source;
    private final StatusPublisher publisher;
    private final StepListener steps;
    private final Consumer<ContainerKey> wake;
    private final RuntimeObserver observer;
    private final HistoryStore histories;
    private final LinkResolver links;
    private final Launcher launcher;
    private final DecisionExecutor executor;
    private final StatusReporter reporter;
    private final Inventory inventory = new Inventory();
    private final ReferenceGraph graph = new ReferenceGraph();
    private volatile boolean draining;

    /** @param wake makes somebody look at a key again; must not look in this thread */
    Reconciler(Node node, Upstream upstream, StepListener steps, Consumer<ContainerKey> wake) {
        this.node = node;
        this.source = upstream.source();
        this.publisher = upstream.publisher();
        this.steps = steps;
        this.wake = wake;
        this.observer = new RuntimeObserver(node.runtime());
        this.histories = new HistoryStore(node.folders());
        this.links = new LinkResolver(source, observer, histories);
        this.launcher = new Launcher(node);
        this.executor = new DecisionExecutor(node, launcher, links, histories, publisher);
        this.reporter = new StatusReporter(node, histories, publisher);
    }

    Inventory inventory() {
        return inventory;
    }

    /** Takes every container that the runtime has into the inventory. */
    void relist() {
        observer.ours().forEach((id, labels) -> inventory.add(id, labels.key()));
    }

    /** From now on nothing is wanted any more; what is joined by others goes after them. */
    void drain() {
        draining = true;
    }

    Next reconcile(ContainerKey key) {
        Optional<ContainerSpec> spec = source.get(key);
        if (spec.isEmpty() && !source.complete()) {
            return Next.WHEN_CALLED;
        }
        Desired desired = desired(key, spec);
        Optional<ContainerId> wanted =
                spec.filter(_ -> !(desired instanceof Desired.Gone)).map(given -> ContainerIds.of(given.getMetadata()));
        Next others = removeOthers(key, spec, wanted);
        if (!others.finished()) {
            return others;
        }
        if (wanted.isEmpty()) {
            return release(key);
        }
        inventory.add(wanted.get(), key);
        return act(new Subject(wanted.get(), desired, spec));
    }

    private Desired desired(ContainerKey key, Optional<ContainerSpec> spec) {
        Desired desired = spec.map(DesiredContainers::from).orElseGet(Desired.Gone::new);
        if (!(desired instanceof Desired.Wanted(DesiredContainer container))) {
            setReferences(key, Set.of());
            return draining ? new Desired.Gone() : desired;
        }
        setReferences(key, container.references());
        List<ContainerKey> cycle = graph.cycle(key);
        if (draining && (!cycle.isEmpty() || graph.dependents(key).isEmpty())) {
            return new Desired.Gone();
        }
        return cycle.isEmpty() ? desired : refusedFor(cycle);
    }

    private static Desired refusedFor(List<ContainerKey> cycle) {
        String way = cycle.stream().map(ContainerKey::name).collect(Collectors.joining(" -> "));
        return new Desired.Refused(
                ConditionReason.REFERENCE_CYCLE,
                "the references " + way + " form a cycle; remove one containerRef or dependsOn of it");
    }

    private void setReferences(ContainerKey key, Set<ContainerKey> references) {
        if (graph.set(key, references)) {
            // Whoever refers to it may be in a cycle now, or no longer.
            graph.dependents(key).forEach(wake);
        }
    }

    /** Containers of this key that the spec does not mean: of an object of the same name before it, or all when it is gone. */
    private Next removeOthers(ContainerKey key, Optional<ContainerSpec> spec, Optional<ContainerId> wanted) {
        Set<ContainerId> others = new TreeSet<>(inventory.ids(key));
        spec.ifPresent(given -> others.add(ContainerIds.of(given.getMetadata())));
        wanted.ifPresent(others::remove);
        Next next = Next.FINISHED;
        for (ContainerId id : others) {
            Next one = act(new Subject(id, new Desired.Gone(), spec));
            next = one.finished() ? next : one;
        }
        return next;
    }

    private Next release(ContainerKey key) {
        Set<ContainerKey> targets = graph.targets(key);
        graph.set(key, Set.of());
        reporter.forget(key);
        publisher.released(key);
        // Those that wait for it see that it is gone; what it had joined was kept for it while draining.
        graph.dependents(key).forEach(wake);
        targets.forEach(wake);
        return Next.FINISHED;
    }

    private Next act(Subject subject) {
        for (int step = 0; step < MOST_STEPS; step++) {
            Observed observed = observe(subject);
            RestartHistory history = note(subject, observed);
            Decision decision = Decider.decide(
                    subject.desired(), observed, history, node.clock().instant());
            Optional<Next> next = step(decision, subject, observed);
            if (next.isPresent()) {
                if (!next.get().finished()) {
                    report(subject, observed);
                }
                return next.get();
            }
        }
        LOG.warnf("container %s: still something to do after %d steps", subject.id(), MOST_STEPS);
        return retry();
    }

    private Observed observe(Subject subject) {
        ActualContainer actual = observer.observe(subject.id());
        Links resolved = subject.desired() instanceof Desired.Wanted(DesiredContainer container)
                ? links.resolve(container)
                : Links.NONE;
        return new Observed(actual, resolved);
    }

    /** Writes down an end before anything that was left of it is removed. */
    private RestartHistory note(Subject subject, Observed observed) {
        RestartHistory history = histories.get(subject.id());
        if (subject.desired() instanceof Desired.Wanted(DesiredContainer container)) {
            history = history.of(container.hash());
            if (observed.container() instanceof ActualContainer.Ended ended) {
                boolean targetLost = Decider.onLostTarget(container, ended.labels(), observed.links())
                        .isPresent();
                history =
                        history.withEnd(ended, targetLost, container.restarts().resetAfter());
            }
            histories.put(subject.id(), history);
        }
        return history;
    }

    /** Empty where the step changed something, so that the next one can be decided on at once. */
    private Optional<Next> step(Decision decision, Subject subject, Observed observed) {
        Instant begun = node.clock().instant();
        try {
            executor.execute(decision, subject, observed);
        } catch (ContainerException e) {
            steps.taken(decision, since(begun), true);
            return failed(decision, subject, e);
        }
        steps.taken(decision, since(begun), false);
        return switch (decision) {
            case Decision.None() -> Optional.of(Next.WHEN_CALLED);
            case Decision.WaitUntil(Instant moment) -> Optional.of(Next.at(moment));
            case Decision.Kill() -> Optional.of(retry());
            case Decision.Release() -> Optional.of(forget(subject.id()));
            case Decision.Launch launched -> Optional.empty();
            case Decision.Discard discarded -> Optional.empty();
            case Decision.Stop asked -> Optional.empty();
            case Decision.Delete deleted -> Optional.empty();
            case Decision.Pause frozen -> Optional.empty();
            case Decision.Resume thawed -> Optional.empty();
            case Decision.Update updated -> Optional.empty();
        };
    }

    private Next forget(ContainerId id) {
        histories.forget(id);
        launcher.cleanUp(id);
        inventory.remove(id);
        return Next.FINISHED;
    }

    private Duration since(Instant begun) {
        return Duration.between(begun, node.clock().instant());
    }

    private Next retry() {
        return Next.at(node.clock().instant().plus(RETRY));
    }

    private Optional<Next> failed(Decision decision, Subject subject, ContainerException e) {
        if (ErrorReasons.lookAgain(e.code())) {
            return Optional.empty();
        }
        LOG.warnf("container %s: %s failed: %s", subject.id(), decision, e.getMessage());
        ConditionReason reason = ErrorReasons.of(e.code());
        String message = String.valueOf(e.getMessage());
        subject.spec().ifPresent(spec -> publisher.event(spec, Severity.WARNING, reason, message));
        if (!(decision instanceof Decision.Launch)) {
            return Optional.of(retry());
        }
        Instant now = node.clock().instant();
        RestartHistory.Failure failure = new RestartHistory.Failure(now, reason, message, ErrorReasons.slow(e.code()));
        histories.put(subject.id(), histories.get(subject.id()).withFailure(failure));
        return Optional.empty();
    }

    private void report(Subject subject, Observed observed) {
        subject.spec().ifPresent(spec -> {
            if (reporter.report(spec, subject, observed)) {
                graph.dependents(ContainerIds.keyOf(spec.getMetadata())).forEach(wake);
            }
        });
    }
}
