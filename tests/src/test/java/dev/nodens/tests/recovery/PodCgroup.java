package dev.nodens.tests.recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A cgroup in every hierarchy of this machine, as a pod has: v2, v1 or both. */
record PodCgroup(String name, List<Path> folders) {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    static PodCgroup create() throws IOException {
        String name = "pod-of-nodens-tests-" + ProcessHandle.current().pid();
        List<Path> folders = new ArrayList<>();
        for (Path hierarchy : hierarchies()) {
            Path folder = Files.createDirectory(hierarchy.resolve(name));
            folders.add(folder);
            inheritCpuset(hierarchy, folder);
        }
        return new PodCgroup(name, List.copyOf(folders));
    }

    private static List<Path> hierarchies() throws IOException {
        if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
            return List.of(ROOT);
        }
        try (Stream<Path> entries = Files.list(ROOT)) {
            return entries.filter(entry -> !Files.isSymbolicLink(entry) && Files.exists(entry.resolve("cgroup.procs")))
                    .toList();
        }
    }

    /** A new cgroup of a v1 cpuset hierarchy takes no process until it has processors and memory. */
    private static void inheritCpuset(Path hierarchy, Path folder) throws IOException {
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            if (Files.exists(hierarchy.resolve(file))) {
                Files.writeString(folder.resolve(file), Files.readString(hierarchy.resolve(file)));
            }
        }
    }

    /** Shell commands by which a shell moves itself into it. */
    String joinCommands() {
        return folders.stream()
                .map(folder -> "echo $$ > " + folder.resolve("cgroup.procs") + ";")
                .collect(Collectors.joining(" "));
    }

    /** What the end of a pod does to its processes. */
    void killAll() throws IOException {
        for (String pid : Files.readAllLines(folders.getFirst().resolve("cgroup.procs"))) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    void remove() {
        Awaitility.await("an empty " + name).ignoreExceptions().until(() -> {
            for (Path folder : folders) {
                Files.deleteIfExists(folder);
            }
            return true;
        });
    }
}
