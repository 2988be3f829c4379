package dev.nodens.tests.speed;

import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.cgroup.Hierarchy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The one cgroup that those of all contenders are in. */
record Cgroups(CgroupLayout layout) implements AutoCloseable {

    private static final CgroupPath PARENT = new CgroupPath("/container-bench");

    /** Makes it; in a v1 cpuset its children get what it has by themselves, so that the floor need not write it. */
    static Cgroups make() throws IOException {
        Cgroups cgroups = new Cgroups(CgroupLayout.read(Path.of("/proc/self/mountinfo"), Path.of("/")));
        for (Hierarchy hierarchy : cgroups.hierarchies().toList()) {
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

    /** Also what a contender that failed has left: it is this benchmark's own. */
    @Override
    public void close() throws IOException {
        for (Hierarchy hierarchy : hierarchies().toList()) {
            try (Stream<Path> below = Files.walk(hierarchy.directory(PARENT))) {
                for (Path directory : below.filter(Files::isDirectory)
                        .sorted(Comparator.reverseOrder())
                        .toList()) {
                    Files.delete(directory);
                }
            }
        }
    }
}
