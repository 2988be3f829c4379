package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.runtime.Containers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * SIGKILL to a process that is making containers, at instants that nobody chose: what is left of each is removed by its id.
 * {@code FailpointTest} has the instants that have a name. Defence: {@code state.json} is written before anything is made
 * ({@code Creator}), init dies with its launcher until the creation was told ({@code renew_death_signal}).
 */
@RequiresRoot
class KilledCreatorTest {

    private static final int KILLS = 8;
    private static final int CONTAINERS = 14;
    private static final int LATEST_MILLIS = 250;
    private static final long SEED = 25;

    @Test
    void leavesNothingThatIsNotRemovedByItsId(TestHost host) throws Exception {
        RandomGenerator random = new Random(SEED);
        try (Cell cell = Cell.open(host)) {
            int left = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                String prefix = Containers.id("killed").value() + "-";
                killAmidCreations(cell, prefix, random.nextInt(LATEST_MILLIS));
                left += cell.runtime().list().size();
                for (int i = 0; i < CONTAINERS; i++) {
                    cell.runtime().delete(new ContainerId(prefix + i), true);
                }
                assertEquals(List.of(), cell.runtime().list());
            }
            assertTrue(left > KILLS, "only " + left + " creations were cut off or done: the kills came too early");
        }
    }

    /** Kills it some time after it has written the first container down. */
    private static void killAmidCreations(Cell cell, String prefix, int delayMillis) throws Exception {
        Path containers = cell.host().state().resolve("containers");
        Process creator = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CreatingProcess.class.getName(),
                        cell.host().state().toString(),
                        cell.rootfs().toString(),
                        cell.host().logs().toString(),
                        prefix,
                        Integer.toString(CONTAINERS))
                .inheritIO()
                .start();
        try {
            Cell.await(() -> holdsAny(containers, prefix));
            creator.waitFor(delayMillis, TimeUnit.MILLISECONDS);
        } finally {
            creator.destroyForcibly().waitFor();
        }
    }

    private static boolean holdsAny(Path containers, String prefix) throws IOException {
        if (!Files.isDirectory(containers)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(containers)) {
            return entries.anyMatch(entry -> entry.getFileName().toString().startsWith(prefix));
        }
    }
}
