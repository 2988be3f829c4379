package dev.nodens.agent.observe;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerRuntime;
import dev.nodens.runtime.ContainerSnapshot;
import dev.nodens.runtime.ContainerState.Created;
import dev.nodens.runtime.ContainerState.Creating;
import dev.nodens.runtime.ContainerState.Paused;
import dev.nodens.runtime.ContainerState.Running;
import dev.nodens.runtime.ContainerState.Stopped;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at the runtime. */
public final class RuntimeObserver {

    private final ContainerRuntime runtime;

    public RuntimeObserver(ContainerRuntime runtime) {
        this.runtime = runtime;
    }

    public ActualContainer observe(ContainerId id) {
        return runtime.state(id).map(RuntimeObserver::actual).orElseGet(ActualContainer.Absent::new);
    }

    /** Every container that carries our labels, by id. What is not ours is never touched. */
    public Map<ContainerId, ContainerLabels> ours() {
        Map<ContainerId, ContainerLabels> ours = new TreeMap<>();
        for (ContainerSnapshot snapshot : runtime.list()) {
            ContainerLabels.from(snapshot.annotations()).ifPresent(labels -> ours.put(snapshot.id(), labels));
        }
        return ours;
    }

    private static ActualContainer actual(ContainerSnapshot snapshot) {
        Optional<ContainerLabels> labels = ContainerLabels.from(snapshot.annotations());
        return labels.isEmpty() ? new ActualContainer.Unfinished() : actual(snapshot, labels.get());
    }

    private static ActualContainer actual(ContainerSnapshot snapshot, ContainerLabels labels) {
        return switch (snapshot.state()) {
            case Creating() -> new ActualContainer.Unfinished();
            case Created(int _) -> new ActualContainer.Unfinished();
            case Running(int pid, var startedAt) ->
                new ActualContainer.Live(snapshot.createdAt(), pid, startedAt, false, labels);
            case Paused(int pid, var startedAt) ->
                new ActualContainer.Live(snapshot.createdAt(), pid, startedAt, true, labels);
            case Stopped(var exit) -> new ActualContainer.Ended(snapshot.createdAt(), exit, labels);
        };
    }
}
