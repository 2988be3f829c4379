package dev.nodens.tests.speed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * System calls as strace wrote them down: a file for each thread, whose last part is its id.
 *
 * @param folder of the files
 */
record Trace(Path folder) {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Pattern CALL = Pattern.compile("^[a-z_0-9]+\\(");
    private static final Pattern SENT = Pattern.compile("^send(msg|to)\\(");
    private static final long LOOK_MILLIS = 20;
    private static final int LOOKS = 500;

    /** Runs a program to its end. */
    static Trace of(Path strace, Path folder, List<String> program) throws IOException, InterruptedException {
        start(strace, folder, program.stream()).waitFor();
        return new Trace(folder);
    }

    /** Does something in this JVM. */
    static Trace of(Path strace, Path folder, Runnable action) throws IOException, InterruptedException {
        Process tracer = start(
                strace,
                folder,
                Stream.of("-p", Long.toString(ProcessHandle.current().pid())));
        try {
            for (int look = 0; look < LOOKS && !everyThreadIsTraced(); look++) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            action.run();
        } finally {
            tracer.destroy();
            tracer.waitFor();
        }
        return new Trace(folder);
    }

    /** Of all processes but this JVM. */
    long calls() throws IOException {
        Set<String> threads = threads();
        return count(CALL, id -> !threads.contains(id));
    }

    /** Messages that this JVM sent through sockets. */
    long sent() throws IOException {
        return count(SENT, threads()::contains);
    }

    private static Process start(Path strace, Path folder, Stream<String> what) throws IOException {
        Files.createDirectories(folder);
        Stream<String> command = Stream.of(
                strace.toString(), "-f", "-ff", "-o", folder.resolve("thread").toString());
        return new ProcessBuilder(Stream.concat(command, what).toList())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static boolean everyThreadIsTraced() throws IOException {
        for (String thread : threads()) {
            if (Files.readString(TASKS.resolve(thread).resolve("status")).contains("TracerPid:\t0\n")) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> threads() throws IOException {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.map(task -> task.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private long count(Pattern line, Predicate<String> thread) throws IOException {
        long count = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (thread.test(name.substring(name.lastIndexOf('.') + 1))) {
                    count += Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                            .filter(line.asPredicate())
                            .count();
                }
            }
        }
        return count;
    }
}
