package dev.nodens.agent.reconcile;

import dev.nodens.agent.desired.ContainerIds;
import dev.nodens.agent.desired.Desired;
import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.observe.ActualContainer;
import dev.nodens.agent.observe.HistoryStore;
import dev.nodens.agent.observe.NamespaceInodes;
import dev.nodens.agent.observe.Observed;
import dev.nodens.agent.observe.RestartHistory;
import dev.nodens.agent.report.ReportFacts;
import dev.nodens.agent.report.Statuses;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.status.StatusPublisher;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tells what was seen, and remembers what it told. */
final class StatusReporter {

    private record Told(ActualContainer actual, Map<NamespaceKind, Long> inodes, ContainerSpecStatus status) {}

    private final Node node;
    private final HistoryStore histories;
    private final StatusPublisher publisher;
    private final Map<ContainerKey, Told> last = new ConcurrentHashMap<>();

    StatusReporter(Node node, HistoryStore histories, StatusPublisher publisher) {
        this.node = node;
        this.histories = histories;
        this.publisher = publisher;
    }

    /** True where the container is not what it was when it was last reported. */
    boolean report(ContainerSpec spec, Subject subject, Observed observed) {
        ContainerKey key = ContainerIds.keyOf(spec.getMetadata());
        Told before = last.get(key);
        Map<NamespaceKind, Long> inodes = inodes(observed.container(), before);
        ContainerSpecStatus previous = before == null ? spec.getStatus() : before.status();
        ContainerSpecStatus status = Statuses.of(
                facts(spec, subject, observed, inodes), previous, node.clock().instant());
        last.put(key, new Told(observed.container(), inodes, status));
        if (before == null || !before.status().equals(status)) {
            publisher.publish(spec, status);
        }
        return before == null || !before.actual().equals(observed.container());
    }

    void forget(ContainerKey key) {
        last.remove(key);
    }

    private ReportFacts facts(ContainerSpec spec, Subject subject, Observed observed, Map<NamespaceKind, Long> inodes) {
        RestartHistory history = histories.get(subject.id());
        boolean startsAgain = subject.desired() instanceof Desired.Wanted(DesiredContainer container)
                && Decider.startsAgain(container, history);
        return new ReportFacts(
                subject.id(),
                node.facts().nodeName(),
                Objects.requireNonNullElse(spec.getMetadata().getGeneration(), 1L),
                subject.desired(),
                observed,
                history,
                startsAgain,
                inodes);
    }

    private static Map<NamespaceKind, Long> inodes(ActualContainer actual, @Nullable Told before) {
        if (!(actual instanceof ActualContainer.Live live)) {
            return Map.of();
        }
        if (before != null
                && before.actual().live()
                && before.actual().instance().equals(live.instance())) {
            return before.inodes();
        }
        return NamespaceInodes.of(live.pid());
    }
}
