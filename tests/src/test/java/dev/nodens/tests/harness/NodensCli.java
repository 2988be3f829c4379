package dev.nodens.tests.harness;

import java.nio.file.Path;

/** The built {@code target/nodens} as a user runs it, with a state root of its own. */
public record NodensCli(Path stateRoot) {

    /** Where it is, for those who start it themselves. */
    public static String program() {
        return Tree.root().resolve("target/nodens").toString();
    }

    /** The command line, to be changed before it runs. */
    public Command command(String... arguments) {
        return Command.of(program(), "--root", stateRoot.toString()).with(arguments);
    }

    public CommandResult run(String... arguments) {
        return command(arguments).run();
    }
}
