package dev.nodens.runtime.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code nodens}. */
public final class Main {

    /** Warnings of the runtime go to standard error too, and there one line is enough: {@code nodens: WARNING: …}. */
    private static final String LOG_FORMAT = "nodens: %4$s: %5$s%6$s%n";

    private Main() {}

    public static void main(String[] arguments) {
        System.setProperty("java.util.logging.SimpleFormatter.format", LOG_FORMAT);
        int code = commandLine().execute(arguments);
        // Not by returning: a thread of the runtime's or a signal's may still be waiting.
        System.exit(code);
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new NodensCommand())
                .setExecutionStrategy(Main::execute)
                .setExecutionExceptionHandler(Failures::report)
                .setParameterExceptionHandler(Failures::reportUsage)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(120);
        // What follows the id is the command's own, also where it looks like an option of ours.
        Objects.requireNonNull(commandLine.getSubcommands().get("exec")).setStopAtPositional(true);
        Objects.requireNonNull(commandLine.getSubcommands().get("ps")).setStopAtPositional(true);
        return commandLine;
    }

    /** A word that is no command is an error beside {@code --help} too, which picocli lets pass. */
    private static int execute(ParseResult parsed) {
        if (!parsed.unmatched().isEmpty()) {
            throw new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched());
        }
        return new RunLast().execute(parsed);
    }
}
