package dev.nodens.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;

/**
 * A program to run to its end.
 *
 * @param environment what is set beside this process's own environment
 * @param timeout after which it is killed and the test fails
 */
public record Command(
        List<String> argv, Map<String, String> environment, Optional<Path> directory, String stdin, Duration timeout) {

    public static Command of(String... argv) {
        return new Command(List.of(argv), Map.of(), Optional.empty(), "", Duration.ofMinutes(1));
    }

    /** As one would type it; no argument of a test's needs quoting. */
    public String line() {
        return String.join(" ", argv);
    }

    public Command with(String... arguments) {
        List<String> longer = Stream.concat(argv.stream(), Stream.of(arguments)).toList();
        return new Command(longer, environment, directory, stdin, timeout);
    }

    public Command withEnvironment(Map<String, String> other) {
        return new Command(argv, Map.copyOf(other), directory, stdin, timeout);
    }

    public Command in(Path other) {
        return new Command(argv, environment, Optional.of(other), stdin, timeout);
    }

    public Command withStdin(String text) {
        return new Command(argv, environment, directory, text, timeout);
    }

    public Command within(Duration other) {
        return new Command(argv, environment, directory, stdin, other);
    }

    /** Runs it. Files rather than pipes hold its output: a child that it leaves behind must not keep us waiting. */
    public CommandResult run() {
        try {
            Path out = Files.createTempFile("nodens-tests-", ".out");
            Path err = Files.createTempFile("nodens-tests-", ".err");
            try {
                return new CommandResult(this, await(start(out, err)), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(Path out, Path err) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(argv).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        directory.ifPresent(folder -> builder.directory(folder.toFile()));
        Process process = builder.start();
        try (var input = process.outputWriter()) {
            input.write(stdin);
        } catch (IOException gone) {
            // It ended without reading its input, which is its right.
        }
        return process;
    }

    private int await(Process process) {
        try {
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new AssertionFailedError("still running after " + timeout + ": " + argv);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted while waiting for " + argv, e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
