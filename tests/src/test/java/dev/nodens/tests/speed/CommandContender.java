package dev.nodens.tests.speed;

import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.SpawnRequest;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.runtime.syscall.WaitStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A program that does all of it in one call. It is started by the runtime's own {@code posix_spawn}: ProcessBuilder's helper
 * would add some 2 ms to every row but ours.
 *
 * @param command its argv for an id; the program by its path
 */
record CommandContender(String name, Syscalls syscalls, Fd silence, Function<String, List<String>> command)
        implements Contender {

    @Override
    public void run(String id) {
        List<String> argv = command.apply(id);
        int pid = syscalls.posixSpawn(new SpawnRequest(
                argv.getFirst(),
                argv,
                Map.of("PATH", "/usr/sbin:/usr/bin"),
                List.of(silence, silence, silence),
                List.of()));
        WaitStatus status = syscalls.waitpid(pid);
        if (status.code() != 0) {
            throw new IllegalStateException(argv + " exited with " + status.code());
        }
    }
}
