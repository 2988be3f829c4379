package dev.nodens.tests.speed;

import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.cgroup.Hierarchy;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Everything that the contenders need: a root file system, a bundle, a cgroup to be in, and themselves. */
record Arena(List<Contender> contenders, List<Path> parents, Path state, Fd silence) implements AutoCloseable {

    private static final CgroupPath PARENT = new CgroupPath("/nodens-bench");
    private static final int O_RDWR = 2;

    static Arena prepare(Measurement measurement, Syscalls syscalls) throws IOException {
        Path folder = measurement.folder();
        Fd silence = syscalls.open("/dev/null", O_RDWR, 0);
        CgroupLayout layout = CgroupLayout.read(Path.of("/proc/self/mountinfo"), Path.of("/"));
        List<Path> parents = makeParents(layout);
        Bundle bundle = Bundle.make(folder, PARENT, measurement.seccomp());
        Path state = Files.createTempDirectory(Path.of("/dev/shm"), "nodens-bench");
        Function<String, List<String>> floor = id -> floor(measurement.floor(), bundle.rootfs(), layout, id);

        List<Contender> contenders = new ArrayList<>();
        contenders.add(new CommandContender("floor (C)", syscalls, silence, floor));
        Function<String, Spec> spec = bundle::spec;
        contenders.add(new EngineContender(
                "nodens", state.resolve("nodens"), LaunchOptions.unsupervised(bundle.path()), spec));
        LogOptions log = new LogOptions(folder.resolve("log"), 0, 1, LogOptions.WhenFull.BLOCK);
        contenders.add(new EngineContender(
                "nodens with its monitor", state.resolve("monitored"), LaunchOptions.resident(log), spec));
        for (String peer : List.of("crun", "runc")) {
            Optional<Path> program = find(peer);
            if (program.isPresent()) {
                List<String> command = List.of(
                        program.get().toString(),
                        "--root",
                        state.resolve(peer).toString(),
                        "run",
                        "--bundle",
                        bundle.forCommand(peer).toString());
                contenders.add(new CommandContender(peer, syscalls, silence, id -> with(command, peer + "-" + id)));
            }
        }
        return new Arena(contenders, parents, state, silence);
    }

    /** The parent of all; in a v1 cpuset its children get what it has by themselves, so that the floor need not write it. */
    private static List<Path> makeParents(CgroupLayout layout) throws IOException {
        List<Path> parents = new ArrayList<>();
        for (Hierarchy hierarchy : hierarchies(layout).toList()) {
            Path parent = hierarchy.directory(PARENT);
            Files.createDirectories(parent);
            parents.add(parent);
            Path cpus = parent.resolve("cpuset.cpus");
            if (Files.exists(parent.resolve("cgroup.clone_children")) && Files.exists(cpus)) {
                Files.writeString(cpus, Files.readString(hierarchy.mountPoint().resolve("cpuset.cpus")));
                Files.writeString(
                        parent.resolve("cpuset.mems"),
                        Files.readString(hierarchy.mountPoint().resolve("cpuset.mems")));
                Files.writeString(parent.resolve("cgroup.clone_children"), "1");
            }
        }
        return parents;
    }

    private static List<String> floor(Path program, Path rootfs, CgroupLayout layout, String id) {
        CgroupPath path = PARENT.child("floor-" + id);
        List<String> argv = new ArrayList<>(List.of(program.toString(), rootfs.toString(), "/bin/true"));
        layout.unified()
                .ifPresent(v2 -> argv.addAll(List.of("-2", v2.directory(path).toString())));
        layout.legacy().forEach(v1 -> argv.add(v1.mount().directory(path).toString()));
        return argv;
    }

    private static List<String> with(List<String> command, String id) {
        return Stream.concat(command.stream(), Stream.of(id)).toList();
    }

    private static Stream<Hierarchy> hierarchies(CgroupLayout layout) {
        return Stream.concat(layout.legacy().stream().map(CgroupLayout.V1Hierarchy::mount), layout.unified().stream());
    }

    private static Optional<Path> find(String program) {
        return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Also what a peer that failed has left in the parents: they are this benchmark's own. */
    @Override
    public void close() throws IOException {
        contenders.forEach(Contender::close);
        silence.close();
        for (Path parent : parents) {
            try (Stream<Path> below = Files.walk(parent)) {
                for (Path directory : below.filter(Files::isDirectory)
                        .sorted(Comparator.reverseOrder())
                        .toList()) {
                    Files.delete(directory);
                }
            }
        }
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
