package dev.nodens.runtime.cli;

import dev.nodens.runtime.container.Failpoint;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.RuntimeOptions;
import dev.nodens.runtime.container.StateRoot;
import dev.nodens.runtime.container.StepListener;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
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
        versionProvider = VersionCommand.Provider.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; one line on standard error says why",
            "2:wrong usage",
            "126:run, create: the command may not be executed",
            "127:run, create: the command is not there",
            "255:exec: no process was begun",
            "any:run, exec: that of the container's process; 128 + signal where a signal ended it"
        },
        subcommands = {
            CheckpointCommand.class,
            CreateCommand.class,
            DeleteCommand.class,
            EventsCommand.class,
            ExecCommand.class,
            ExplainCommand.class,
            FeaturesCommand.class,
            KillCommand.class,
            ListCommand.class,
            MountsCommand.class,
            PauseCommand.class,
            PsCommand.class,
            RestoreCommand.class,
            ResumeCommand.class,
            RunCommand.class,
            SpecCommand.class,
            StartCommand.class,
            StateCommand.class,
            UpdateCommand.class,
            ValidateCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
final class NodensCommand implements Runnable {

    /** Kills this process when a creation or deletion has made the step of that name: for tests of recovery. */
    private static final String FAILPOINT = "nodens.failpoint";

    @Spec
    @Nullable
    CommandSpec command;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = {
                "where the state of containers is",
                "(/run/nodens; for others than root $XDG_RUNTIME_DIR/nodens)"
            })
    private @Nullable Path root;

    @Option(names = "--log", paramLabel = "FILE", description = "append errors to this file too")
    private @Nullable Path log;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "of that file: text or json (${DEFAULT-VALUE})")
    private LogLines.Format logFormat = LogLines.Format.TEXT;

    @Option(names = "--debug", description = "tell every step, and print the stack trace of an error")
    private boolean debug;

    @Option(names = "--systemd-cgroup", description = "let systemd make cgroups, over D-Bus")
    private boolean systemdCgroup;

    @Option(
            names = "--rootless",
            paramLabel = "WHETHER",
            description = "true, false or auto; for callers of runc: what this user may do is found out in any case")
    private Rootless rootless = Rootless.AUTO;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this help")
    private boolean help;

    @Option(
            names = {"-v", "-V", "--version"},
            versionHelp = true,
            description = "print the versions of nodens and of the runtime-spec")
    private boolean version;

    enum Rootless {
        TRUE,
        FALSE,
        AUTO
    }

    LinuxContainerRuntime open() {
        if (log != null) {
            LogRecords.sendTo(log, logFormat);
        }
        return LinuxContainerRuntime.open(
                new RuntimeOptions(root == null ? StateRoot.ofThisUser() : root, Optional.empty(), steps()));
    }

    /** Where this command writes what it has to say besides its result. */
    LogLines log() {
        return new LogLines(
                Optional.ofNullable(log),
                logFormat,
                Objects.requireNonNull(command).commandLine().getErr());
    }

    boolean systemdCgroup() {
        return systemdCgroup;
    }

    boolean debug() {
        return debug;
    }

    /** Tells what was done, where {@code --debug} asks for that. */
    void tell(String done) {
        if (debug) {
            log().write(LogLines.Level.DEBUG, done);
        }
    }

    private StepListener steps() {
        StepListener failpoint = Failpoint.named(Optional.ofNullable(System.getProperty(FAILPOINT)));
        return step -> {
            tell(step.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            failpoint.reached(step);
        };
    }

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(command).commandLine(), "a command is missing");
    }
}
