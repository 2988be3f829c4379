package dev.nodens.tests.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What this JVM's tests occupy on the machine at a moment, each thing by a name that says what it is.
 *
 * <p>The machine may be doing other things: only what can be told to be ours counts.
 */
record Footprint(Set<String> things) {

    /** Which column of /proc/net/tcp holds it. */
    private static final int SOCKET_INODE = 9;

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private static final Pattern SHARED = Pattern.compile(".*/nodens(\\.monitors)?");

    /** As tests call what they make: by a word and the pid of their JVM. */
    private static final Pattern MADE_BY = Pattern.compile("[a-z-]*[a-z]-(\\d+)(-.*)?");

    /** Descriptors that a test of ours may hold; class files, libraries and the like are opened by the JVM as it goes. */
    private static final Pattern DESCRIPTOR =
            Pattern.compile("anon_inode:\\[pidfd]|/memfd:.*|[a-z_]+:\\[\\d+]|.*/nodens-tests-.*");

    Footprint {
        things = Set.copyOf(things);
    }

    static Footprint take() throws IOException {
        Set<String> things = new TreeSet<>();
        OwnProcesses.list().forEach(process -> things.add(process.toString()));
        addMounts(things);
        addCgroups(things);
        addDescriptors(things);
        addContainers(things);
        return new Footprint(things);
    }

    /** Kills what of our processes was not there then, so that one test's leak is not the next one's too. */
    static void killProcessesSince(Footprint before) throws IOException {
        OwnProcesses.list().stream()
                .filter(process -> !before.things.contains(process.toString()))
                .flatMap(process -> ProcessHandle.of(process.pid()).stream())
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static void addMounts(Set<String> things) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            lines.filter(line -> line.contains(TestHost.RUN.toString()))
                    .map(line -> line.split(" ", 6))
                    .forEach(fields -> things.add("mount " + fields[0] + " on " + fields[4]));
        }
    }

    /**
     * Cgroups of containers that hold processes of ours or none: one that holds only others is not ours, nor is one that
     * another JVM's tests have just made, and the two that all containers of a machine share are nobody's.
     */
    private static void addCgroups(Set<String> things) throws IOException {
        Set<String> ours = new TreeSet<>();
        OwnProcesses.list().forEach(process -> ours.add(Long.toString(process.pid())));
        Deque<Path> open = new ArrayDeque<>(Set.of(CGROUPS));
        while (!open.isEmpty()) {
            Path cgroup = open.pop();
            open.addAll(ProcFiles.folders(cgroup));
            if (CGROUPS.relativize(cgroup).toString().contains("nodens")
                    && !SHARED.matcher(cgroup.toString()).matches()) {
                Set<String> members = Set.copyOf(ProcFiles.lines(cgroup.resolve("cgroup.procs")));
                if (Files.exists(cgroup)
                        && (members.isEmpty()
                                ? !ofAnotherJvm(cgroup)
                                : members.stream().anyMatch(ours::contains))) {
                    things.add("cgroup " + cgroup);
                }
            }
        }
    }

    private static boolean ofAnotherJvm(Path cgroup) {
        return StreamSupport.stream(cgroup.spliterator(), false)
                .map(name -> MADE_BY.matcher(name.toString()))
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .filter(pid -> !pid.equals(Long.toString(ProcessHandle.current().pid())))
                .anyMatch(pid -> ProcFiles.text(Path.of("/proc", pid, "comm")).startsWith("java"));
    }

    private static void addDescriptors(Set<String> things) throws IOException {
        Map<String, Integer> count = new HashMap<>();
        Set<String> internet = internetSockets();
        for (Path target : ProcFiles.links(Path.of("/proc/self/fd"))) {
            String name = target.toString();
            if (DESCRIPTOR.matcher(name).matches() && !internet.contains(name)) {
                things.add("descriptor " + name + " number " + count.merge(name, 1, Integer::sum));
            }
        }
    }

    /** TCP connections come and go with the pool of an API client; the sockets of containers are all Unix ones. */
    private static Set<String> internetSockets() {
        return Stream.of("tcp", "tcp6")
                .flatMap(family -> ProcFiles.lines(Path.of("/proc/self/net", family)).stream())
                .map(line -> line.trim().split(" +"))
                .filter(fields -> fields.length > SOCKET_INODE)
                .map(fields -> "socket:[" + fields[SOCKET_INODE] + "]")
                .collect(Collectors.toSet());
    }

    private static void addContainers(Set<String> things) throws IOException {
        for (Path host : ProcFiles.folders(TestHost.RUN)) {
            for (Path root : new Path[] {host.resolve("state"), host.resolve("data")}) {
                for (Path kind : ProcFiles.folders(root)) {
                    ProcFiles.entries(kind).forEach(entry -> things.add("file " + entry));
                }
            }
        }
    }
}
