package dev.nodens.tests.speed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the benchmark is told.
 *
 * @param rounds of each contender in whatever is timed one by one
 * @param folder for results, a root file system and logs
 * @param programs where the compiled floor.c and meter.c are
 */
record Settings(int rounds, Path folder, Path programs) {

    static final int ARGUMENTS = 3;

    /** More programs that take runc's command line, by path, with colons between. */
    private static final String MORE_PEERS = "NODENS_BENCH_CRUN";

    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin");

    static Settings of(List<String> arguments) {
        return new Settings(
                Integer.parseInt(arguments.get(0)),
                Path.of(arguments.get(1)).toAbsolutePath(),
                Path.of(arguments.get(2)).toAbsolutePath());
    }

    /** As the arguments of another JVM. */
    List<String> arguments() {
        return List.of(Integer.toString(rounds), folder.toString(), programs.toString());
    }

    /** The runtimes to stand beside: crun and runc of this machine, and those of the environment. */
    List<Path> peers() {
        Stream<Path> usual = Stream.of("crun", "runc").flatMap(name -> find(name).stream());
        Stream<Path> more = Optional.ofNullable(System.getenv(MORE_PEERS)).stream()
                .flatMap(paths -> Arrays.stream(paths.split(":")))
                .filter(path -> !path.isEmpty())
                .map(Path::of);
        return Stream.concat(usual, more).toList();
    }

    static Optional<Path> find(String program) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
