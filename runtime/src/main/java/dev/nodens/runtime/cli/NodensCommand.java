package dev.nodens.runtime.cli;

import dev.nodens.runtime.container.Failpoint;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.RuntimeOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "nodens",
        description = "Runs containers from OCI bundles.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; one line on standard error says why",
            "2:wrong usage",
            "126:run, create, exec: the command may not be executed",
            "127:run, create, exec: the command is not there",
            "any:run, exec: that of the container's process; 128 + signal where a signal ended it"
        },
        subcommands = {
            CreateCommand.class,
            DeleteCommand.class,
            EventsCommand.class,
            ExecCommand.class,
            FeaturesCommand.class,
            KillCommand.class,
            ListCommand.class,
            PauseCommand.class,
            PsCommand.class,
            ResumeCommand.class,
            RunCommand.class,
            SpecCommand.class,
            StartCommand.class,
            StateCommand.class,
            UpdateCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
final class NodensCommand implements Runnable {

    /** Kills this process when a creation or deletion has made the step of that name: for tests of recovery. */
    private static final String FAILPOINT = "nodens.failpoint";

    @Spec
    @Nullable
    CommandSpec command;

    @Option(names = "--root", paramLabel = "DIR", description = "where the state of containers is (${DEFAULT-VALUE})")
    private Path root = RuntimeOptions.DEFAULT_ROOT;

    @Option(names = "--log", paramLabel = "FILE", description = "append errors to this file too")
    private @Nullable Path log;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "of that file: text or json (${DEFAULT-VALUE})")
    private LogFormat logFormat = LogFormat.TEXT;

    @Option(names = "--debug", description = "print the stack trace of an error")
    private boolean debug;

    enum LogFormat {
        TEXT,
        JSON
    }

    LinuxContainerRuntime open() {
        return LinuxContainerRuntime.open(new RuntimeOptions(
                root, Optional.empty(), Failpoint.named(Optional.ofNullable(System.getProperty(FAILPOINT)))));
    }

    Optional<Path> log() {
        return Optional.ofNullable(log);
    }

    LogFormat logFormat() {
        return logFormat;
    }

    boolean debug() {
        return debug;
    }

    @Override
    public void run() {
        throw new ParameterException(java.util.Objects.requireNonNull(command).commandLine(), "a command is missing");
    }
}
