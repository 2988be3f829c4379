package dev.nodens.tests.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How fast and how light this runtime is as a library in a warm JVM, beside runc and crun as commands, and beside a C program
 * that only does what the kernel asks for. Each view of the host's cgroups is a JVM of its own: v2 alone in a private mount
 * namespace, v1 alone (crun refuses a host that has both), and both together as the host may be.
 */
final class Benchmark {

    private Benchmark() {}

    /**
     * {@code ROUNDS FOLDER PROGRAMS [VIEW ...]}: rounds of each contender, a folder for the results, that of the compiled C
     * programs, and which views to measure; without any, all that the host allows.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> arguments = Arrays.asList(args);
        Settings settings = Settings.of(arguments);
        Files.createDirectories(settings.folder());
        List<String> asked = arguments.subList(Settings.ARGUMENTS, arguments.size());
        List<ViewResults> views = new ArrayList<>();
        StringBuilder report = new StringBuilder();
        for (HostView view : HostView.available()) {
            if (asked.isEmpty() || asked.contains(view.name())) {
                view.measure(settings);
                ViewResults results = ViewResults.read(settings.folder(), view);
                views.add(results);
                report.append(shown(Report.of(results)));
            }
        }
        report.append(shown(Report.goals(views)));
        Path file = Files.writeString(settings.folder().resolve("report.md"), report);
        System.out.println("\nThis is " + file + "; every single figure is in the JSON files beside it.");
    }

    private static String shown(String words) {
        System.out.print(words);
        return words;
    }
}
