package dev.nodens.agent.upstream;

import dev.nodens.agent.desired.ContainerIds;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.agent.status.Severity;
import dev.nodens.agent.status.StatusPublisher;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells a person at a terminal: a line for what happens, and the table of what runs once things are quiet again. */
public final class TerminalPublisher implements StatusPublisher, AutoCloseable {

    private static final long QUIET_MILLISECONDS = 250;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final PrintStream out;
    private final InstantSource clock;
    private final String footer;
    private final SortedMap<ContainerKey, ContainerSpecStatus> statuses = new ConcurrentSkipListMap<>();
    private final Semaphore changes = new Semaphore(0);
    private final Thread printer;

    /** @param footer what is said below the table: where to look next */
    public TerminalPublisher(PrintStream out, InstantSource clock, String footer) {
        this.out = out;
        this.clock = clock;
        this.footer = footer;
        this.printer = Thread.ofVirtual().name("terminal").start(this::printTables);
    }

    @Override
    public void publish(ContainerSpec spec, ContainerSpecStatus status) {
        statuses.put(ContainerIds.keyOf(spec.getMetadata()), status);
        changes.release();
    }

    @Override
    public void event(ContainerSpec spec, Severity severity, ConditionReason reason, String message) {
        String name = StatusTable.name(ContainerIds.keyOf(spec.getMetadata()));
        line("%-12s %s%s: %s".formatted(name, severity == Severity.WARNING ? "! " : "", reason.word(), message));
    }

    @Override
    public void released(ContainerKey key) {
        if (statuses.remove(key) != null) {
            line("%-12s %s: nothing of it is left".formatted(StatusTable.name(key), ConditionReason.DELETED.word()));
        }
    }

    /** One line with the time before it. */
    public void line(String text) {
        out.println(TIME.format(clock.instant()) + "  " + text);
    }

    private void printTables() {
        try {
            while (true) {
                changes.acquire();
                while (changes.tryAcquire(QUIET_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                    changes.drainPermits();
                }
                print(clock.instant());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(Instant now) {
        SortedMap<ContainerKey, ContainerSpecStatus> seen = new TreeMap<>(statuses);
        if (!seen.isEmpty()) {
            out.println("\n" + StatusTable.of(seen, now) + "\n" + footer + "\n");
        }
    }

    @Override
    public void close() {
        printer.interrupt();
    }
}
