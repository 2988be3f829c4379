package dev.nodens.tests.speed;

import dev.nodens.runtime.cgroup.CgroupLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of the host's cgroups a measurement sees.
 *
 * @param title what the table calls it
 * @param prepare shell words that make it so in a private mount namespace; empty = the host as it is
 */
record HostView(String title, String prepare) {

    /** The views that this host allows. */
    static List<HostView> available() {
        CgroupLayout layout = CgroupLayout.read(Path.of("/proc/self/mountinfo"), Path.of("/"));
        HostView unified = new HostView("cgroup v2 alone", "mount -t cgroup2 cgroup2 /sys/fs/cgroup");
        return switch (layout) {
            case CgroupLayout.Unified _ -> List.of(new HostView("cgroup v2", ""));
            case CgroupLayout.Legacy _ -> List.of(new HostView("cgroup v1", ""));
            case CgroupLayout.Hybrid hybrid ->
                List.of(
                        new HostView("cgroup v1 alone", "umount " + hybrid.v2().mountPoint()),
                        new HostView("cgroup v1 and v2", ""),
                        unified);
        };
    }

    /** Measures in the view, in a JVM of its own. */
    void enter(Measurement measurement) throws IOException, InterruptedException {
        List<String> java = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                RunBenchmark.class.getName()));
        java.addAll(measurement.arguments());
        List<String> command = prepare.isEmpty()
                ? java
                : Stream.concat(
                                Stream.of("unshare", "--mount", "sh", "-c", prepare + " && exec \"$@\"", "sh"),
                                java.stream())
                        .toList();
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("the measurement of \"" + title + "\" exited with " + code);
        }
    }
}
