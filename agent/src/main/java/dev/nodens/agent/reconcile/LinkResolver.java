package dev.nodens.agent.reconcile;

import dev.nodens.agent.desired.ContainerIds;
import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.desired.DesiredDependency;
import dev.nodens.agent.observe.ActualContainer;
import dev.nodens.agent.observe.HistoryStore;
import dev.nodens.agent.observe.Links;
import dev.nodens.agent.observe.Links.Unmet;
import dev.nodens.agent.observe.RestartHistory;
import dev.nodens.agent.observe.RuntimeObserver;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.source.SpecSource;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.runtime.ContainerId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Looks at the containers that a container refers to. */
final class LinkResolver {

    private final SpecSource source;
    private final RuntimeObserver observer;
    private final HistoryStore histories;

    LinkResolver(SpecSource source, RuntimeObserver observer, HistoryStore histories) {
        this.source = source;
        this.observer = observer;
        this.histories = histories;
    }

    Links resolve(DesiredContainer desired) {
        Map<ContainerKey, Links.Target> targets = new HashMap<>();
        Optional<Unmet> unmet = Optional.empty();
        for (ContainerKey target : desired.joined()) {
            Optional<Links.Target> live = live(target);
            live.ifPresent(found -> targets.put(target, found));
            if (live.isEmpty()) {
                unmet = unmet.or(() -> Optional.of(notLive(target)));
            }
        }
        for (DesiredDependency dependency : desired.dependencies()) {
            unmet = unmet.or(() -> unmet(dependency));
        }
        return new Links(targets, unmet);
    }

    /** The instance that is live now, by its key. */
    Optional<Links.Target> live(ContainerKey key) {
        return id(key).map(observer::observe).flatMap(LinkResolver::target);
    }

    /** Whether every instance that was live is the same one still. */
    boolean unchanged(Links seen) {
        return seen.targets().entrySet().stream()
                .allMatch(target -> live(target.getKey()).equals(Optional.of(target.getValue())));
    }

    private static Optional<Links.Target> target(ActualContainer actual) {
        return actual instanceof ActualContainer.Live live
                ? Optional.of(new Links.Target(live.createdAt(), live.pid()))
                : Optional.empty();
    }

    private Optional<ContainerId> id(ContainerKey key) {
        return source.get(key).map(spec -> ContainerIds.of(spec.getMetadata()));
    }

    private Unmet notLive(ContainerKey target) {
        String what = source.get(target).isPresent() ? "is not running" : "is not on this node";
        return new Unmet(
                ConditionReason.WAITING_FOR_TARGET,
                "joins namespaces of \"" + target.name() + "\", which " + what + "; it is started when that runs");
    }

    private Optional<Unmet> unmet(DesiredDependency dependency) {
        Optional<ContainerId> id = id(dependency.key());
        boolean met = id.isPresent()
                && switch (dependency.condition()) {
                    case STARTED -> observer.observe(id.get()).instance().isPresent();
                    // Without a readiness probe what runs is ready, as with a Pod's container.
                    case READY -> live(dependency.key()).isPresent();
                    case COMPLETED -> completed(id.get());
                };
        return met ? Optional.empty() : Optional.of(waiting(dependency, id.isPresent()));
    }

    private boolean completed(ContainerId id) {
        RestartHistory.End end = histories.get(id).lastEnd();
        return end != null && end.exit().succeeded() && !observer.observe(id).live();
    }

    private static Unmet waiting(DesiredDependency dependency, boolean known) {
        String word = dependency.condition().name().toLowerCase(Locale.ROOT);
        String what = known ? "has not " + word + " yet" : "is not on this node";
        return new Unmet(
                ConditionReason.WAITING_FOR_DEPENDENCY,
                "depends on \"" + dependency.key().name() + "\" to be " + word + ", which " + what);
    }
}
