package dev.nodens.agent.report;

import dev.nodens.agent.desired.Desired;
import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.desired.DesiredNamespace;
import dev.nodens.agent.desired.DesiredNamespace.AtPath;
import dev.nodens.agent.desired.DesiredNamespace.New;
import dev.nodens.agent.desired.DesiredNamespace.OfContainer;
import dev.nodens.agent.desired.DesiredNamespace.OfHost;
import dev.nodens.agent.observe.ActualContainer;
import dev.nodens.agent.observe.RestartHistory;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerResources;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import dev.nodens.crd.v1alpha1.NamespaceStatus;
import dev.nodens.runtime.ExitStatus;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From facts to {@link ContainerSpecStatus}. */
public final class Statuses {

    private Statuses() {}

    /** @param before the last status of the same spec; null where there was none */
    public static ContainerSpecStatus of(ReportFacts facts, @Nullable ContainerSpecStatus before, Instant now) {
        ActualContainer actual = facts.observed().container();
        Situation situation = Situation.of(facts);
        boolean ready = actual instanceof ActualContainer.Live live && !live.paused();
        return new ContainerSpecStatus(
                facts.generation(),
                situation.reason().word(),
                ready ? "1/1" : "0/1",
                Conditions.of(facts, before == null ? List.of() : before.conditions(), now),
                facts.nodeName(),
                actual.instance().isPresent() ? "nodens://" + facts.id() : null,
                actual instanceof ActualContainer.Live live ? live.pid() : null,
                state(facts, situation),
                lastState(facts),
                facts.history().restarts(actual.live()),
                nextRestart(facts, now),
                null,
                namespaces(facts),
                List.of(),
                resources(facts),
                null);
    }

    private static ContainerState state(ReportFacts facts, Situation situation) {
        return switch (facts.observed().container()) {
            case ActualContainer.Live live ->
                new ContainerStateBuilder()
                        .withNewRunning(Moments.text(live.startedAt()))
                        .build();
            case ActualContainer.Ended ended when !facts.startsAgain() -> terminated(ended.exit());
            case ActualContainer.Ended ended -> waiting(situation);
            case ActualContainer.Absent() -> waiting(situation);
            case ActualContainer.Unfinished() -> waiting(situation);
        };
    }

    private static ContainerState waiting(Situation situation) {
        return new ContainerStateBuilder()
                .withNewWaiting(situation.message(), situation.reason().word())
                .build();
    }

    private static ContainerState terminated(ExitStatus exit) {
        Situation how = Situation.exit(exit);
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exit.code())
                .withSignal(exit.signal() == 0 ? null : exit.signal())
                .withReason(how.reason().word())
                .withMessage(how.message())
                .withStartedAt(Moments.text(exit.startedAt()))
                .withFinishedAt(Moments.text(exit.finishedAt()))
                .endTerminated()
                .build();
    }

    /** The end before what {@code state} tells. */
    private static @Nullable ContainerState lastState(ReportFacts facts) {
        RestartHistory.End end = facts.history().lastEnd();
        boolean told = facts.observed().container() instanceof ActualContainer.Ended && !facts.startsAgain();
        return end == null || told ? null : terminated(end.exit());
    }

    private static @Nullable String nextRestart(ReportFacts facts, Instant now) {
        boolean waits = !facts.observed().container().live()
                && facts.startsAgain()
                && facts.observed().links().unmet().isEmpty();
        if (!waits || !(facts.desired() instanceof Desired.Wanted(DesiredContainer container))) {
            return null;
        }
        Instant next = facts.history().nextStart(container.restarts());
        return next.isAfter(now) ? Moments.text(next) : null;
    }

    private static @Nullable ContainerResources resources(ReportFacts facts) {
        return facts.observed().container().live()
                        && facts.desired() instanceof Desired.Wanted(DesiredContainer container)
                ? container.spec().resources()
                : null;
    }

    private static List<NamespaceStatus> namespaces(ReportFacts facts) {
        if (!(facts.desired() instanceof Desired.Wanted(DesiredContainer container))) {
            return List.of();
        }
        return container.namespaces().stream()
                .map(namespace -> new NamespaceStatus(
                        namespace.kind(),
                        facts.inodes().get(namespace.kind()),
                        joinedFrom(namespace).orElse(null)))
                .toList();
    }

    private static Optional<String> joinedFrom(DesiredNamespace namespace) {
        return switch (namespace.origin()) {
            case New() -> Optional.empty();
            case OfHost() -> Optional.of("host");
            case AtPath(String path) -> Optional.of(path);
            case OfContainer(ContainerKey target) -> Optional.of("containerspec/" + target.name());
        };
    }
}
