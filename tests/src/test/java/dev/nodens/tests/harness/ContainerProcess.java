package dev.nodens.tests.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container's process as the state root names it, read from the files of the protocol and not through any code that is
 * tested.
 */
public record ContainerProcess(String id, long pid) {

    /** Those of a state root that have a process and no exit record. */
    static List<ContainerProcess> in(Path stateRoot) {
        return ProcFiles.folders(stateRoot.resolve("containers")).stream()
                .filter(container -> !Files.exists(container.resolve("exit")))
                .flatMap(ContainerProcess::read)
                .filter(process -> ProcessHandle.of(process.pid).isPresent())
                .sorted((a, b) -> a.id.compareTo(b.id))
                .toList();
    }

    private static Stream<ContainerProcess> read(Path container) {
        return ProcFiles.lines(container.resolve("process")).stream()
                .filter(line -> line.startsWith("pid="))
                .map(line -> new ContainerProcess(
                        container.getFileName().toString(), Long.parseLong(line.substring("pid=".length()))));
    }

    /** The namespace of that name in /proc, such as {@code pid:[4026531836]}. */
    public String namespace(String name) {
        return ProcFiles.link(proc("ns/" + name)).map(Path::toString).orElse("");
    }

    /** Lines of {@code /proc/PID/cgroup}. */
    public List<String> cgroups() {
        return ProcFiles.lines(proc("cgroup"));
    }

    /** Lines of {@code /proc/PID/mountinfo}. */
    public List<String> mounts() {
        return ProcFiles.lines(proc("mountinfo"));
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }
}
