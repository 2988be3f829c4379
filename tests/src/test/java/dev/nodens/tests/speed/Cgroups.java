package dev.nodens.tests.speed;

import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.cgroup.Hierarchy;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The one cgroup that those of all contenders are in. */
record Cgroups(CgroupLayout layout) implements AutoCloseable {

    /** Before the pid of the benchmark. */
    private static final String NAME = "container-bench-";

    private static final CgroupPath PARENT =
            new CgroupPath("/" + NAME + ProcessHandle.current().pid());

    /** Makes it; in a v1 cpuset its children get what it has by themselves, so that the floor need not write it. */
    static Cgroups make() throws IOException {
        Cgroups cgroups = new Cgroups(CgroupLayout.read(Path.of("/proc/self/mountinfo"), Path.of("/")));
        for (Hierarchy hierarchy : cgroups.hierarchies().toList()) {
            removeWhatKilledOnesLeft(hierarchy);
            Path parent = Files.createDirectories(hierarchy.directory(PARENT));
            if (Files.exists(parent.resolve("cgroup.clone_children")) && Files.exists(parent.resolve("cpuset.cpus"))) {
                for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                    Files.writeString(
                            parent.resolve(file),
                            Files.readString(hierarchy.mountPoint().resolve(file)));
                }
                Files.writeString(parent.resolve("cgroup.clone_children"), "1");
            }
        }
        return cgroups;
    }

    /** A container's {@code linux.cgroupsPath}. */
    String path(String name) {
        return PARENT.child(name).value();
    }

    /** The directory of a container's cgroup in every hierarchy of v1. */
    List<String> legacy(String name) {
        return layout.legacy().stream()
                .map(v1 -> v1.mount().directory(PARENT.child(name)).toString())
                .toList();
    }

    /** The directory of a container's cgroup in v2; empty where there is no v2. */
    List<String> unified(String name) {
        return layout.unified().map(v2 -> v2.directory(PARENT.child(name)).toString()).stream()
                .toList();
    }

    private Stream<Hierarchy> hierarchies() {
        return Stream.concat(layout.legacy().stream().map(CgroupLayout.V1Hierarchy::mount), layout.unified().stream());
    }

    /** A benchmark that is killed takes its JVM's containers with it, and leaves their cgroups. */
    private static void removeWhatKilledOnesLeft(Hierarchy hierarchy) throws IOException {
        try (DirectoryStream<Path> benchmarks = Files.newDirectoryStream(hierarchy.mountPoint(), NAME + "*")) {
            for (Path benchmark : benchmarks) {
                String pid = benchmark.getFileName().toString().substring(NAME.length());
                if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    remove(benchmark);
                }
            }
        }
    }

    /** Also what a contender that failed has left: it is this benchmark's own. */
    @Override
    public void close() throws IOException {
        for (Hierarchy hierarchy : hierarchies().toList()) {
            remove(hierarchy.directory(PARENT));
        }
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> below = Files.walk(tree)) {
            for (Path directory : below.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(directory);
            }
        }
    }
}
