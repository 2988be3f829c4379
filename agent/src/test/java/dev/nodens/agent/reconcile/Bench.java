package dev.nodens.agent.reconcile;

import dev.nodens.agent.InMemoryRuntime;
import dev.nodens.agent.InMemoryUpstream;
import dev.nodens.agent.ManualClock;
import dev.nodens.agent.Specs;
import dev.nodens.agent.observe.DataFolders;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import dev.nodens.runtime.ContainerRuntime.Registration;
import dev.nodens.runtime.spec.LinuxResources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A reconciler on one thread, whose calls and moments come in an order that a test can repeat. */
final class Bench {

    final ManualClock clock = new ManualClock();
    final InMemoryRuntime runtime = new InMemoryRuntime(clock);
    final InMemoryUpstream upstream = new InMemoryUpstream();
    private final Node node;
    private final Set<ContainerKey> calls = new LinkedHashSet<>();
    private final Map<ContainerKey, Instant> moments = new TreeMap<>();
    private Reconciler reconciler;
    private Registration registration = () -> {};

    Bench(Path folder) {
        node = new Node(runtime, new DataFolders(folder.resolve("data"), folder.resolve("logs")), Specs.NODE, clock);
        reconciler = newAgent();
    }

    /** An agent that knows nothing but what is on disk and in the runtime. */
    Reconciler newAgent() {
        registration.close();
        calls.clear();
        moments.clear();
        reconciler = new Reconciler(node, upstream, StepListener.NONE, calls::add);
        registration = runtime.listen((id, _) -> reconciler.inventory().key(id).ifPresent(calls::add));
        upstream.start(calls::add);
        return reconciler;
    }

    /** Looks at everything, and again at whatever that makes worth a look. */
    void settle() {
        reconciler.relist();
        calls.addAll(upstream.keys());
        calls.addAll(reconciler.inventory().keys());
        work();
    }

    private void work() {
        for (int looks = 0; !calls.isEmpty(); looks++) {
            if (looks > 10_000) {
                throw new AssertionError("never quiet: " + calls);
            }
            ContainerKey key = calls.iterator().next();
            calls.remove(key);
            moments.remove(key);
            reconciler.reconcile(key).at().ifPresent(moment -> moments.put(key, moment));
        }
    }

    /** Lets time pass, and every moment that was waited for come. */
    void advance(Duration by) {
        Instant end = clock.instant().plus(by);
        for (Optional<Map.Entry<ContainerKey, Instant>> next = next(end); next.isPresent(); next = next(end)) {
            clock.advance(Duration.between(clock.instant(), next.get().getValue()));
            moments.remove(next.get().getKey());
            calls.add(next.get().getKey());
            work();
        }
        clock.advance(Duration.between(clock.instant(), end));
    }

    private Optional<Map.Entry<ContainerKey, Instant>> next(Instant end) {
        return moments.entrySet().stream()
                .filter(moment -> !moment.getValue().isAfter(end))
                .map(moment -> Map.entry(moment.getKey(), latest(moment.getValue())))
                .min(Comparator.comparing(Map.Entry::getValue));
    }

    private Instant latest(Instant moment) {
        return moment.isBefore(clock.instant()) ? clock.instant() : moment;
    }

    Bench apply(String name, String fields) {
        upstream.put(Specs.spec(name, fields));
        settle();
        return this;
    }

    void remove(String name) {
        upstream.remove(key(name));
        settle();
    }

    void exit(String name, int code) {
        runtime.exit(Specs.id(name), code);
        work();
    }

    InMemoryRuntime.Entry container(String name) {
        return runtime.entry(Specs.id(name));
    }

    int pid(String name) {
        return container(name).state().livePid();
    }

    boolean runs(String name) {
        return runtime.state(Specs.id(name))
                .filter(found -> found.state().livePid() != 0)
                .isPresent();
    }

    String summary(String name) {
        return Objects.requireNonNull(status(name).summary());
    }

    ContainerSpecStatus status(String name) {
        return Objects.requireNonNull(upstream.statuses.get(key(name)));
    }

    List<String> args(String name) {
        return Objects.requireNonNull(container(name).spec().process()).args();
    }

    /** The file of a namespace that it joined. */
    boolean joined(String name, String file) {
        return Objects.requireNonNull(container(name).spec().linux()).namespaces().stream()
                .anyMatch(namespace -> file.equals(namespace.path()));
    }

    /** The memory limit that was set in place. */
    long updatedMemory(String name) {
        LinuxResources updated = Objects.requireNonNull(container(name).updated);
        return Objects.requireNonNull(Objects.requireNonNull(updated.memory()).limit());
    }

    Reconciler reconciler() {
        return reconciler;
    }

    static ContainerKey key(String name) {
        return new ContainerKey("default", name);
    }
}
