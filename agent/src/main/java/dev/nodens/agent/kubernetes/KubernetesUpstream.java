package dev.nodens.agent.kubernetes;

import dev.nodens.agent.config.AgentConfig;
import dev.nodens.agent.source.SpecSource;
import dev.nodens.agent.status.StatusPublisher;
import dev.nodens.agent.upstream.Upstream;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The API server as upstream, for one node. While it is away everything goes on, and is told when it is back. */
public final class KubernetesUpstream implements Upstream {

    private static final Logger LOG = Logger.getLogger(KubernetesUpstream.class);
    private static final Duration GUARD_INTERVAL = Duration.ofSeconds(10);
    private static final Duration ROUND_INTERVAL = Duration.ofSeconds(10);
    private static final Duration EVENT_INTERVAL = Duration.ofSeconds(10);

    private final AgentConfig.Kubernetes config;
    private final Contact contact;
    private final Outbox outbox;
    private final Outbox eventOutbox;
    private final KubernetesSource source;
    private final KubernetesPublisher publisher;
    private final NodeLease lease;
    private final Overseer overseer;
    private final ScheduledExecutorService ticks = Executors.newScheduledThreadPool(
            2, Thread.ofVirtual().name("upstream-", 0).factory());

    /** Begins the heartbeat at once; specs are followed from {@link SpecSource#start} on. */
    public KubernetesUpstream(KubernetesClient client, String nodeName, AgentConfig.Kubernetes config, Clock clock) {
        this.config = config;
        this.contact = new Contact(clock);
        this.outbox = new Outbox(config.statusInterval(), contact);
        this.eventOutbox = new Outbox(EVENT_INTERVAL, contact);
        this.source = new KubernetesSource(client, nodeName, outbox, clock);
        this.publisher = new KubernetesPublisher(
                client,
                outbox,
                new EventRecorder(client, eventOutbox, nodeName, clock),
                new Instances(client, nodeName),
                clock);
        this.lease = new NodeLease(client, nodeName, config, clock);
        every(config.leaseRenewInterval(), this::beat);
        this.overseer = new Overseer(client, nodeName, config, outbox, clock);
        every(GUARD_INTERVAL, () -> source.guard(contact.within(config.leaseDuration())));
        every(ROUND_INTERVAL, () -> overseer.tick(contact.within(config.leaseDuration())));
    }

    @Override
    public SpecSource source() {
        return source;
    }

    @Override
    public StatusPublisher publisher() {
        return publisher;
    }

    @Override
    public Optional<String> trouble() {
        return contact.trouble(config.leaseDuration()).or(source::trouble);
    }

    @Override
    public void close() {
        ticks.shutdown();
        overseer.close();
        source.close();
        outbox.close();
        eventOutbox.close();
    }

    private void beat() {
        try {
            lease.renew();
            contact.made();
        } catch (KubernetesClientException e) {
            LOG.warnf("can't renew the Lease of this node: %s", Contact.reason(e));
            contact.failed(e);
        }
    }

    private void every(Duration interval, Runnable work) {
        var _ = ticks.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        // A tick that throws would be the last one.
                        LOG.error("a periodic check failed", e);
                    }
                },
                0,
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
