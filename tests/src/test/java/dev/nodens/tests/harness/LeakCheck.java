package dev.nodens.tests.harness;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.AssertionFailedError;

/**
 * Fails a test, and a class of tests, after which more is there than before it: processes, mounts, cgroups, descriptors of
 * this JVM, or containers in the state root. A network namespace lives by one of the first, the second or the fourth.
 */
final class LeakCheck
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private static final Namespace STORE = Namespace.create(LeakCheck.class);

    /** The kernel and the runtime may finish a moment after the call that asked for it. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        remember(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        remember(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        compare(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        compare(context);
    }

    private static void remember(ExtensionContext context) throws IOException {
        // With its first socket the JVM makes one more, which it keeps.
        new ServerSocket().close();
        store(context).put(context.getUniqueId(), Footprint.take());
    }

    private static void compare(ExtensionContext context) throws IOException {
        Footprint before = requireNonNull(store(context).get(context.getUniqueId(), Footprint.class));
        Instant deadline = Instant.now().plus(SETTLING);
        SortedSet<String> left = added(before);
        while (!left.isEmpty() && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            left = added(before);
        }
        if (!left.isEmpty()) {
            Footprint.killProcessesSince(before);
            throw new AssertionFailedError(context.getDisplayName() + " left behind:\n  " + String.join("\n  ", left));
        }
    }

    private static SortedSet<String> added(Footprint before) throws IOException {
        SortedSet<String> now = new TreeSet<>(Footprint.take().things());
        now.removeAll(before.things());
        return now;
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(STORE);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestHost.class;
    }

    @Override
    public TestHost resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return store(context).computeIfAbsent(TestHost.class, _ -> TestHost.create(), TestHost.class);
    }
}
