package dev.nodens.tests.harness;

import org.opentest4j.AssertionFailedError;

/** How a program ended, and what it wrote. */
public record CommandResult(Command command, int code, String out, String err) {

    /** This result, where the program succeeded; else the test fails with everything that it said. */
    public CommandResult succeeded() {
        return exited(0);
    }

    /** This result, where the program's exit code was that one; else the test fails with everything that it said. */
    public CommandResult exited(int expected) {
        if (code != expected) {
            throw new AssertionFailedError(
                    "exit code of " + command.argv() + "\n--- stdout\n" + out + "\n--- stderr\n" + err, expected, code);
        }
        return this;
    }
}
