package dev.nodens.runtime.cli;

import java.util.Objects;
import picocli.CommandLine;

/** The program {@code nodens}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments);
        // Not by returning: a thread of the runtime's or a signal's may still be waiting.
        System.exit(code);
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new NodensCommand())
                .setExecutionExceptionHandler(Failures::report)
                .setParameterExceptionHandler(Failures::reportUsage)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(120);
        // What follows the id is the command's own, also where it looks like an option of ours.
        Objects.requireNonNull(commandLine.getSubcommands().get("exec")).setStopAtPositional(true);
        return commandLine;
    }
}
