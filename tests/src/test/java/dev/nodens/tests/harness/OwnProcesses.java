package dev.nodens.tests.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The processes that tests of this JVM have started, also where they have left its tree, as a container's monitor does. */
final class OwnProcesses {

    private static final Path PROC = Path.of("/proc");
    private static final int START_TIME = 19;

    private OwnProcesses() {}

    /** One of them, with its start time, because a pid alone may be reused. */
    record OwnProcess(long pid, String startTime, String commandLine) {
        @Override
        public String toString() {
            return "process " + pid + " started at tick " + startTime + ": " + commandLine;
        }
    }

    static List<OwnProcess> list() {
        Set<Long> descendants =
                ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
        Predicate<Path> ours = process -> descendants.contains(pid(process)) || namesOurFolders(process);
        return ProcFiles.folders(PROC).stream()
                .filter(folder -> folder.getFileName().toString().chars().allMatch(Character::isDigit))
                .filter(folder -> pid(folder) != ProcessHandle.current().pid())
                .filter(ours)
                .filter(folder -> !isApiServer(folder))
                .map(OwnProcesses::describe)
                .toList();
    }

    private static long pid(Path folder) {
        return Long.parseLong(folder.getFileName().toString());
    }

    /** A container shows our folders in its mounts, its monitor in its open files, an agent in its environment. */
    private static boolean namesOurFolders(Path process) {
        String run = TestHost.RUN + "/";
        return ProcFiles.text(process.resolve("cmdline")).contains(run)
                || ProcFiles.text(process.resolve("environ")).contains(run)
                || ProcFiles.links(process.resolve("fd")).stream()
                        .anyMatch(target -> target.toString().startsWith(run))
                || hasOwnMounts(process)
                        && ProcFiles.text(process.resolve("mountinfo")).contains(run);
    }

    private static boolean hasOwnMounts(Path process) {
        return !ProcFiles.link(process.resolve("ns/mnt")).equals(ProcFiles.link(PROC.resolve("self/ns/mnt")));
    }

    /** The API server and its etcd serve all the tests of a run. */
    private static boolean isApiServer(Path process) {
        return ProcFiles.text(process.resolve("cmdline"))
                .startsWith(ApiServer.cache().toString());
    }

    private static OwnProcess describe(Path process) {
        String stat = ProcFiles.text(process.resolve("stat"));
        // The name stands in parentheses and may hold anything: fields are counted from its end.
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
        String startTime = afterName.length > START_TIME ? afterName[START_TIME] : "";
        String commandLine =
                ProcFiles.text(process.resolve("cmdline")).replace('\0', ' ').trim();
        return new OwnProcess(pid(process), startTime, commandLine.isEmpty() ? stat : commandLine);
    }
}
