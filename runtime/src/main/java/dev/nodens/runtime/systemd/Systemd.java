package dev.nodens.runtime.systemd;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.LinuxResources;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.Properties;

/** A conversation with systemd: scopes are made, changed and ended by its jobs, whose end is waited for. */
public final class Systemd implements AutoCloseable {

    private static final String NAME = "org.freedesktop.systemd1";
    private static final String PATH = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DBusConnection connection;
    private final Manager manager;
    private final BlockingQueue<Manager.JobRemoved> ended = new LinkedBlockingQueue<>();

    private Systemd(DBusConnection connection) throws DBusException {
        this.connection = connection;
        this.manager = connection.getRemoteObject(NAME, PATH, Manager.class);
        connection.addSigHandler(Manager.JobRemoved.class, ended::add);
        manager.subscribe();
    }

    /**
     * Connects to the host's systemd, or to the user's own.
     *
     * @throws ContainerException UNSUPPORTED where none answers
     */
    public static Systemd connect(boolean user) {
        // the library logs by SLF4J, which says on standard error that a command line gives it nowhere to log to
        System.setProperty("slf4j.internal.verbosity", System.getProperty("slf4j.internal.verbosity", "ERROR"));
        try {
            DBusConnectionBuilder builder =
                    user ? DBusConnectionBuilder.forSessionBus() : DBusConnectionBuilder.forSystemBus();
            return new Systemd(builder.withShared(false).build());
        } catch (DBusException | DBusExecutionException absent) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "--systemd-cgroup: no systemd answers on the " + (user ? "session" : "system") + " bus: "
                            + absent.getMessage(),
                    absent);
        }
    }

    /** The cgroup that systemd's own tree starts at. */
    public String top() {
        return said("ControlGroup", () -> {
            try {
                Properties properties = connection.getRemoteObject(NAME, PATH, Properties.class);
                return properties.<String>Get(MANAGER, "ControlGroup");
            } catch (DBusException failed) {
                throw failure("ControlGroup", failed.getMessage(), failed);
            }
        });
    }

    /**
     * Makes a scope with one process in it; returns when systemd has.
     *
     * @param wanted properties that the Spec names itself; they come last and so prevail
     */
    public void start(ScopeName name, int pid, Limits limits, List<UnitProperty> wanted) {
        List<UnitProperty> properties = new ArrayList<>(ScopeProperties.identity(name, pid));
        properties.addAll(limits.properties());
        properties.addAll(wanted);
        await(
                name.unit(),
                said(name.unit(), () -> manager.startTransientUnit(name.unit(), "fail", properties, List.of())));
    }

    /** Changes limits of a scope, until the next boot. */
    public void change(String unit, Limits limits) {
        List<UnitProperty> properties = limits.properties();
        if (!properties.isEmpty()) {
            said(unit, () -> {
                manager.setUnitProperties(unit, true, properties);
                return unit;
            });
        }
    }

    /** Ends a scope and lets systemd forget it; one that is not there, or goes meanwhile, is fine. */
    public void stop(String unit) {
        try {
            await(unit, manager.stopUnit(unit, "replace"));
            manager.resetFailedUnit(unit);
        } catch (DBusExecutionException refused) {
            if (isLoaded(unit)) {
                throw failure(unit, refused.getMessage(), refused);
            }
        }
    }

    /** GetUnit only finds what is loaded; what it answers otherwise is an error of many names. */
    private boolean isLoaded(String unit) {
        try {
            manager.getUnit(unit);
            return true;
        } catch (DBusExecutionException unknown) {
            return false;
        }
    }

    /**
     * Limits for a unit.
     *
     * @param unified whether the controllers are cgroup v2's
     * @param weightOfShares from the first version's scale to the second's
     */
    public record Limits(LinuxResources resources, boolean unified, LongUnaryOperator weightOfShares) {

        List<UnitProperty> properties() {
            return ScopeProperties.limits(resources, unified, weightOfShares);
        }
    }

    /** Other jobs end meanwhile; a job that ends before its name was told waits in the queue. */
    private void await(String unit, DBusPath job) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            Manager.JobRemoved removed;
            do {
                removed = ended.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (removed == null) {
                    throw failure(unit, "its job is not done after " + PATIENCE.toSeconds() + " s", null);
                }
            } while (!removed.job().getPath().equals(job.getPath()));
            if (!removed.result().equals("done")) {
                throw failure(unit, "its job ended with \"" + removed.result() + "\"", null);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(unit, "interrupted", interrupted);
        }
    }

    private static <T> T said(String unit, Supplier<T> call) {
        try {
            return call.get();
        } catch (DBusExecutionException refused) {
            throw failure(unit, refused.getMessage(), refused);
        }
    }

    private static ContainerException failure(
            String unit,
            @org.jspecify.annotations.Nullable String why,
            @org.jspecify.annotations.Nullable Throwable cause) {
        return new ContainerException(ErrorCode.RESOURCE_UNAVAILABLE, "systemd unit \"" + unit + "\": " + why, cause);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException gone) {
            throw failure("bus", gone.getMessage(), gone);
        }
    }
}
