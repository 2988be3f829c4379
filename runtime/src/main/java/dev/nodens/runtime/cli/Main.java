package dev.nodens.runtime.cli;

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
        return new CommandLine(new NodensCommand())
                .setExecutionExceptionHandler(Failures::report)
                .setParameterExceptionHandler(Failures::reportUsage)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(120)
                .setStopAtPositional(false);
    }
}
