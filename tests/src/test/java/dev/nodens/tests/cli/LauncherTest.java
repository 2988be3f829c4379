package dev.nodens.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.CommandResult;
import dev.nodens.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built {@code target/nodens}. */
final class LauncherTest {

    private static final Path PROGRAM = Tree.root().resolve("target/nodens");

    @Test
    void worksFromAnyFolderAndThroughALink(@TempDir Path folder) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("linked"), PROGRAM);
        String direct = version(PROGRAM, Path.of("/"));
        assertEquals(direct, version(link, folder));
    }

    /** As clients of runc read it. */
    @Test
    void tellsItsVersionAndTheCommitAndTheSpecificationThatItIsOf() {
        List<String> lines = version(PROGRAM, Path.of("/")).lines().toList();
        assertTrue(lines.get(0).matches("nodens version [0-9]+\\.[0-9]+\\.[0-9]+.*"), lines::toString);
        assertTrue(lines.get(1).matches("commit: ([0-9a-f]{12,}(-dirty)?|unknown)"), lines::toString);
        assertTrue(lines.get(2).matches("spec: [0-9]+\\.[0-9]+\\.[0-9]+"), lines::toString);
    }

    @Test
    void leavesStandardErrorToItsOwnWords() {
        assertEquals(
                "", Command.of(PROGRAM.toString(), "version").run().succeeded().err());
    }

    @Test
    void aWrongCommandLineExitsWith2() {
        CommandResult refused =
                Command.of(PROGRAM.toString(), "no-such-command").run().exited(2);
        assertEquals("", refused.out());
    }

    private static String version(Path program, Path folder) {
        return Command.of(program.toString(), "version")
                .in(folder)
                .run()
                .succeeded()
                .out();
    }
}
