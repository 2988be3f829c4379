package dev.nodens.tests.security;

import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Path;

/** A process that exchanges two names of a directory as fast as it can, until it is closed. */
record Swapping(Process process) implements AutoCloseable {

    static Swapping of(TestHost host, Path directory, String one, String other) throws IOException {
        Path program = host.base().resolve("swap");
        Path source = Tree.root().resolve("tests/src/test/c/swap.c");
        Command.of("gcc", "-O2", "-o", program.toString(), source.toString())
                .run()
                .succeeded();
        return new Swapping(new ProcessBuilder(program.toString(), directory.toString(), one, other)
                .inheritIO()
                .start());
    }

    /** An attack that has died would prove nothing. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new AssertionError("the attacker has ended with " + process.exitValue());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
