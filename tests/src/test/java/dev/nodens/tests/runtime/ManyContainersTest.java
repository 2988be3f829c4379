package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.spec.DefaultSeccompProfile;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is rare in one container is sure in thousands; what they leave, {@link RequiresRoot} finds. */
@RequiresRoot
class ManyContainersTest {

    private static final int LIVES = 5_000;
    private static final int AT_ONCE = 100;

    /** As many lives as the JVM needs to have opened whatever it keeps open. */
    private static final int FIRST_LIVES = 200;

    private TestHost host;
    private Spec spec;
    private LinuxContainerRuntime runtime;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
        this.spec = filtered(host.rootfs("root").path());
        this.runtime = Containers.runtime(host);
    }

    @AfterEach
    void close() {
        runtime.list().forEach(container -> runtime.delete(container.id(), true));
        runtime.close();
    }

    @Test
    void leavesNothingBehindAfterFiveThousandLives() throws Exception {
        live(2, 0, FIRST_LIVES);
        long descriptors = openDescriptors();
        live(2, FIRST_LIVES, LIVES);
        assertEquals(descriptors, openDescriptors(), "descriptors of this process");
    }

    @Test
    void makesAHundredAtOnce() throws Exception {
        live(AT_ONCE, 0, AT_ONCE);
    }

    /** Lives from one number to before another, some at a time; every second one has a monitor. */
    private void live(int atOnce, int from, int to) throws Exception {
        List<Callable<Integer>> lives = IntStream.range(from, to)
                .<Callable<Integer>>mapToObj(number -> () -> live(number))
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            for (Future<Integer> code : threads.invokeAll(lives)) {
                assertEquals(0, code.get());
            }
        }
        assertEquals(List.of(), runtime.list());
    }

    private int live(int number) throws InterruptedException {
        ContainerId id = Containers.id("many" + number);
        LaunchOptions options =
                number % 2 == 0 ? LaunchOptions.unsupervised(host.base()) : Containers.monitored(host, id);
        runtime.create(id, spec, options);
        runtime.start(id);
        int code = runtime.await(id).code();
        runtime.delete(id, false);
        return code;
    }

    private static Spec filtered(Path rootfs) {
        Spec all = Containers.withNamespaces(
                Containers.command(rootfs, "/bin/true"), "pid", "mount", "ipc", "uts", "network");
        return all.with(s -> s.linux = all.linux().with(l -> l.seccomp = DefaultSeccompProfile.of(List.of())));
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
