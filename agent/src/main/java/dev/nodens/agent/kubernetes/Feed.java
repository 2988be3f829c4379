package dev.nodens.agent.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A list of objects that is followed for as long as it is open. An informer retries by itself; where one has ended all the same,
 * or does not watch although the server answers, another takes its place and its objects, and tells what differs.
 */
final class Feed<T extends HasMetadata> implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Feed.class);

    /** An informer's own pauses between attempts end well within it. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String name;
    private final Informable<T> objects;
    private final Consumer<T> changed;
    private final Clock clock;
    private volatile SharedIndexInformer<T> informer;
    private volatile Instant watched;
    private volatile boolean started;
    private volatile boolean synced;

    Feed(String name, Informable<T> objects, Consumer<T> changed, Clock clock) {
        this.name = name;
        this.objects = objects;
        this.changed = changed;
        this.clock = clock;
        this.watched = clock.instant();
        this.informer = informer();
    }

    void start() {
        watched = clock.instant();
        informer.start();
        started = true;
    }

    Optional<T> get(@Nullable String namespace, String objectName) {
        return Optional.ofNullable(informer.getStore().getByKey(Cache.namespaceKeyFunc(namespace, objectName)));
    }

    List<T> all() {
        return informer.getStore().list();
    }

    /** Whether what existed at the start was seen; what is known stays known while the server is away. */
    boolean synced() {
        synced = synced || informer.hasSynced();
        return synced;
    }

    /** Empty while changes are told. */
    Optional<String> trouble() {
        return !started || watched.isAfter(clock.instant().minus(PATIENCE))
                ? Optional.empty()
                : Optional.of("the watch of " + name + " is down since " + watched);
    }

    /** To be called now and then: fabric8's informers may end, or stop watching, without a word. */
    void guard(boolean serverAnswers) {
        if (!started) {
            return;
        }
        if (informer.isRunning() && informer.isWatching()) {
            watched = clock.instant();
        } else if (!informer.isRunning() || (serverAnswers && trouble().isPresent())) {
            LOG.warnf("the watch of %s ended, making another", name);
            synced();
            SharedIndexInformer<T> ended = informer;
            ended.stop();
            informer = informer().initialState(ended.getStore().list().stream());
            informer.start();
        }
    }

    @Override
    public void close() {
        informer.stop();
    }

    private SharedIndexInformer<T> informer() {
        return objects.runnableInformer(0)
                .exceptionHandler((_, _) -> true)
                .addEventHandler(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(T object) {
                        changed.accept(object);
                    }

                    @Override
                    public void onUpdate(T before, T object) {
                        changed.accept(object);
                    }

                    @Override
                    public void onDelete(T object, boolean finalStateUnknown) {
                        changed.accept(object);
                    }
                });
    }
}
