package dev.nodens.agent;

import dev.nodens.agent.cli.AgentCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import picocli.CommandLine;

/** Reads the command line before anything is started: what it sets must be known when the configuration is read. */
@QuarkusMain
public final class AgentMain {

    private AgentMain() {}

    public static void main(String... args) {
        AgentCommand command = new AgentCommand();
        CommandLine line = new CommandLine(command);
        try {
            line.parseArgs(withoutVerb(args));
        } catch (CommandLine.ParameterException e) {
            line.getErr().println("nodens agent: " + e.getMessage());
            line.usage(line.getErr());
            System.exit(line.getCommandSpec().exitCodeOnInvalidInput());
        }
        if (CommandLine.printHelpIfRequested(line.getParseResult())) {
            return;
        }
        command.settings().forEach(System::setProperty);
        Quarkus.run(NodeAgent.class, args);
    }

    /** The launcher passes the verb that made it choose this program. */
    private static String[] withoutVerb(String[] args) {
        boolean given = args.length > 0 && args[0].equals("agent");
        return given ? Arrays.copyOfRange(args, 1, args.length) : args;
    }
}
