package dev.nodens.tests.speed;

import dev.nodens.runtime.syscall.Fd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that takes runc's command line.
 *
 * @param state its {@code --root}
 */
record CommandContender(String name, Path program, Path state, Spawner spawner, Bundles bundles, Cgroups cgroups)
        implements RuntimeContender {

    private static final int POLLIN = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Its name and version, as it tells them: {@code crun version 1.8.1} in its first line. */
    static String nameOf(Path program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), "--version").start();
        String line = new String(process.getInputStream().readAllBytes())
                .lines()
                .findFirst()
                .orElse("");
        process.waitFor();
        return line.isEmpty() ? program.getFileName().toString() : line.replace(" version", "");
    }

    @Override
    public String cgroup(String slot) {
        return word() + "-" + slot;
    }

    @Override
    public CommandLife prepare(String slot, Workload workload) {
        String id = cgroup(slot);
        String name = id + "-" + workload.title().replaceAll("\\W+", "-") + "-"
                + workload.args().size();
        return new CommandLife(id, bundles.bundle(name, workload, cgroups.path(id)));
    }

    private String word() {
        return name.replaceAll("[^\\w.]+", "-");
    }

    /** One container of it. */
    final class CommandLife implements Phases {

        private final String id;
        private final Path bundle;
        private final Path pidFile;

        CommandLife(String id, Path bundle) {
            this.id = id;
            this.bundle = bundle;
            this.pidFile = bundle.resolve("pid");
        }

        /** What {@link #run} runs, for those who run it in another way. */
        List<String> command() {
            return with("run", "--bundle", bundle.toString(), id);
        }

        @Override
        public void run() {
            spawner.run(command());
        }

        @Override
        public void create() {
            spawner.run(with("create", "--bundle", bundle.toString(), "--pid-file", pidFile.toString(), id));
        }

        @Override
        public void start() {
            spawner.run(with("start", id));
        }

        @Override
        public void launch() {
            spawner.run(with("run", "--detach", "--bundle", bundle.toString(), "--pid-file", pidFile.toString(), id));
        }

        @Override
        public void await() {
            try (Fd pidfd = spawner.syscalls().pidfdOpen(pid())) {
                if (spawner.syscalls().poll(List.of(pidfd), POLLIN, PATIENCE).isEmpty()) {
                    throw new ContenderException(id + " still runs after " + PATIENCE);
                }
            }
        }

        @Override
        public void delete(boolean force) {
            spawner.run(force ? with("delete", "--force", id) : with("delete", id));
        }

        @Override
        public void exec() {
            spawner.run(with("exec", id, "/bin/true"));
        }

        @Override
        public int pid() {
            try {
                return Integer.parseInt(Files.readString(pidFile).strip());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> with(String... arguments) {
            return Stream.concat(Stream.of(program.toString(), "--root", state.toString()), Stream.of(arguments))
                    .toList();
        }
    }
}
