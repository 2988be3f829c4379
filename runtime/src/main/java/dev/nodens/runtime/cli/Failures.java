package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.ErrnoException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How errors are told: one line on standard error, one in {@code --log}, and the exit code. */
final class Failures {

    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private Failures() {}

    static int report(Exception failed, CommandLine command, ParseResult parsed) {
        NodensCommand nodens = (NodensCommand) topmost(command).getCommandSpec().userObject();
        String message = message(failed);
        command.getErr().println("nodens: " + message);
        if (nodens.debug()) {
            failed.printStackTrace(command.getErr());
        }
        LogLines log = nodens.log();
        if (log.file().isPresent()) {
            log.write(LogLines.Level.ERROR, message);
        }
        command.getErr().flush();
        return exitCode(failed, command.getCommandSpec().exitCodeOnExecutionException());
    }

    static int reportUsage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        command.getErr()
                .println("nodens: " + wrong.getMessage() + "; see \""
                        + command.getCommandSpec().qualifiedName() + " --help\"");
        command.getErr().flush();
        return WRONG_USAGE;
    }

    private static String message(Exception failed) {
        boolean known = failed instanceof ContainerException || failed instanceof ErrnoException;
        String text = String.valueOf(failed.getMessage());
        return (known ? text : failed.getClass().getSimpleName() + ": " + text).replace('\n', ' ');
    }

    /** A verb with a code of its own for whatever fails before its process runs ({@code exec}) has it for this too. */
    private static int exitCode(Exception failed, int otherwise) {
        if (otherwise != FAILED) {
            return otherwise;
        }
        ErrorCode code = failed instanceof ContainerException known ? known.code() : ErrorCode.INTERNAL;
        return switch (code) {
            case COMMAND_NOT_FOUND -> NOT_FOUND;
            case COMMAND_NOT_EXECUTABLE -> NOT_EXECUTABLE;
            case INVALID_ID,
                    INVALID_SPEC,
                    INVALID_NAMESPACE,
                    ROOTFS_NOT_FOUND,
                    HOOK_FAILED,
                    ALREADY_EXISTS,
                    WRONG_STATE,
                    UNSUPPORTED,
                    RESOURCE_UNAVAILABLE,
                    DAMAGED_STATE,
                    INTERNAL -> FAILED;
            case ErrorCode.NOT_FOUND -> FAILED;
        };
    }

    private static CommandLine topmost(CommandLine command) {
        CommandLine top = command;
        while (top.getParent() != null) {
            top = top.getParent();
        }
        return top;
    }
}
