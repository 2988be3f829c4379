package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.runtime.Containers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of spoiled config.json files: each is refused in words that name the place, or runs. None is a crash, a wait or a
 * leak, of which the leak check sees the last.
 */
@RequiresRoot
class MutatedConfigTest {

    private static final Path RESOURCE = Path.of("src/test/resources/bundles/everything.json");
    private static final long SEED = 2026;

    /** A field by its JSON path, or the file and the place in it where it is no JSON. */
    private static final Pattern NAMES_THE_PLACE = Pattern.compile("\\$[.\\[:]|config\\.json: |^exec: \"|^linux\\.");

    /** Where only the kernel can judge, it is also its words that are told: few places are left that they don't name. */
    private static final int MOST_UNNAMED = 0;

    @Test
    void isRefusedByNameOrRuns(TestHost host) {
        host.write("data/file", "");
        Map<String, byte[]> mutants = mutants();
        assertTrue(mutants.size() >= 200, mutants.size() + " mutants");
        List<String> unnamed = new ArrayList<>();
        int refused = 0;
        try (Cell cell = Cell.open(host)) {
            for (Map.Entry<String, byte[]> mutant : mutants.entrySet()) {
                String verdict = assertTimeoutPreemptively(
                        Cell.PATIENCE, () -> verdict(cell, mutant.getValue()), mutant.getKey());
                refused += verdict.isEmpty() ? 0 : 1;
                if (!verdict.isEmpty() && !namesThePlace(verdict)) {
                    unnamed.add(mutant.getKey() + ": " + verdict);
                }
                assertEquals(List.of(), cell.runtime().list(), mutant.getKey());
            }
        }
        System.getLogger(getClass().getName())
                .log(System.Logger.Level.INFO, "{0} refused of {1}", refused, mutants.size());
        assertTrue(
                unnamed.size() <= MOST_UNNAMED, unnamed.size() + " of " + refused + ":\n" + String.join("\n", unnamed));
    }

    private static boolean namesThePlace(String verdict) {
        return !verdict.startsWith("our own fault")
                && NAMES_THE_PLACE.matcher(verdict).find();
    }

    private static Map<String, byte[]> mutants() {
        return new Mutations(Cell.read(RESOURCE), SEED).all();
    }

    /** Empty: it ran. */
    private static String verdict(Cell cell, byte[] config) throws InterruptedException {
        ContainerId id = Containers.id("mutant");
        try {
            cell.runtime()
                    .run(
                            id,
                            SpecReader.parse("config.json", config),
                            LaunchOptions.unsupervised(cell.host().base()));
            cell.runtime().await(id);
            cell.runtime().delete(id, true);
            return "";
        } catch (ContainerException refused) {
            boolean ours = refused.code() == ErrorCode.INTERNAL;
            return (ours ? "our own fault: " : "") + refused.getMessage();
        }
    }
}
