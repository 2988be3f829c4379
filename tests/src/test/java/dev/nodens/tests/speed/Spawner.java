package dev.nodens.tests.speed;

import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.SpawnRequest;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.runtime.syscall.WaitStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs programs to their end by the runtime's own {@code posix_spawn}: ProcessBuilder's helper would add some 2 ms to every
 * contender but ours.
 */
final class Spawner implements AutoCloseable {

    private static final int O_RDWR = 2;
    private static final int O_CREAT_APPEND = 0x40 | 0x400;
    private static final int MODE = 0600;

    private final Syscalls syscalls = Syscalls.linux();
    private final Fd silence;
    private final Path errors;
    private final Fd errorsFd;

    /**
     * @param errors the file that takes what programs say of their failures
     */
    Spawner(Path errors) {
        this.errors = errors;
        this.silence = syscalls.open("/dev/null", O_RDWR, 0);
        this.errorsFd = syscalls.open(errors.toString(), O_RDWR | O_CREAT_APPEND, MODE);
    }

    Syscalls syscalls() {
        return syscalls;
    }

    /** The first of {@code argv} is the program's path. */
    void run(List<String> argv) {
        int pid = syscalls.posixSpawn(new SpawnRequest(
                argv.getFirst(),
                argv,
                Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
                List.of(silence, silence, errorsFd),
                List.of()));
        WaitStatus status = syscalls.waitpid(pid);
        if (status.code() != 0) {
            throw new ContenderException(lastWords(argv, status.code()));
        }
    }

    private String lastWords(List<String> argv, int code) {
        try {
            List<String> words = Files.readAllLines(errors);
            Files.write(errors, new byte[0]);
            return words.isEmpty() ? String.join(" ", argv) + " exited with " + code : words.getLast();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        silence.close();
        errorsFd.close();
    }
}
