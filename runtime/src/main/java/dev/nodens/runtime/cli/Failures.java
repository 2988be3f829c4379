package dev.nodens.runtime.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
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
        nodens.log().ifPresent(log -> append(log, nodens.logFormat(), message, command));
        command.getErr().flush();
        return exitCode(failed);
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

    private static int exitCode(Exception failed) {
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

    /** In the words of the logs that callers of runc read. */
    private static void append(Path log, NodensCommand.LogFormat format, String message, CommandLine command) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("level", "error");
        line.put("msg", message);
        line.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        try {
            String json = JsonMapper.builder().build().writeValueAsString(line);
            String text = "time=" + line.get("time") + " level=error msg=" + message;
            Files.writeString(
                    log,
                    (format == NodensCommand.LogFormat.JSON ? json : text) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            command.getErr().println("nodens: " + log + ": can't be written: " + unwritable.getMessage());
        }
    }

    private static CommandLine topmost(CommandLine command) {
        CommandLine top = command;
        while (top.getParent() != null) {
            top = top.getParent();
        }
        return top;
    }
}
