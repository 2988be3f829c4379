package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.runtime.Containers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * CVE-2024-21626: a descriptor of a host's directory that the runtime has open while it walks a path of the container's is a
 * way out, by {@code /proc/self/fd/N/..}.
 */
@RequiresRoot
class LeakedDescriptorTest {

    private static final int MOST_DESCRIPTORS = 64;
    private static final String UP = "/..".repeat(16);

    private Cell cell;
    private Path treasure;

    @BeforeEach
    void open(TestHost host) throws Exception {
        cell = Cell.open(host);
        treasure = Files.createDirectory(host.base().resolve("treasure"));
        Files.copy(Path.of("/bin/busybox"), treasure.resolve("host-program"));
    }

    @AfterEach
    void close() {
        cell.close();
    }

    /** A program of the host's that a container executes is one that it can overwrite afterwards. */
    @Test
    void executesNoProgramOfTheHost() {
        Spec spec = cell.sleeper().with(s -> s.process = thief());
        notFound(() -> cell.start(spec));
        notFound(() -> cell.startAlone(spec));
        ContainerId created = Containers.id("created");
        notFound(() -> cell.runtime().create(created, spec, Containers.monitored(cell.host(), created)));
    }

    @Test
    void executesNoProgramOfTheHostInAnExec() {
        ContainerId monitored = cell.start(cell.sleeper());
        ContainerId alone = cell.startAlone(cell.sleeper());
        notFound(() -> cell.exec(monitored, thief()));
        notFound(() -> cell.exec(alone, thief()));
    }

    private Process thief() {
        String path = IntStream.range(0, MOST_DESCRIPTORS)
                .mapToObj(number -> "/proc/self/fd/" + number + UP + treasure)
                .collect(Collectors.joining(":"));
        return Cell.command("host-program", "echo", "escaped").with(process -> process.env = List.of("PATH=" + path));
    }

    private static void notFound(Runnable attack) {
        assertEquals(
                ErrorCode.COMMAND_NOT_FOUND,
                assertThrows(ContainerException.class, attack::run).code());
    }
}
