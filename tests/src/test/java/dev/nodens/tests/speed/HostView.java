package dev.nodens.tests.speed;

import dev.nodens.runtime.cgroup.CgroupLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What of the host's cgroups a measurement sees. */
enum HostView {
    V2("cgroup v2 alone"),
    V1("cgroup v1 alone"),
    HYBRID("cgroup v1 and v2");

    private final String title;

    HostView(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** The views that this host allows. */
    static List<HostView> available() {
        return switch (layout()) {
            case CgroupLayout.Unified _ -> List.of(V2);
            case CgroupLayout.Legacy _ -> List.of(V1);
            case CgroupLayout.Hybrid _ -> List.of(V2, V1, HYBRID);
        };
    }

    /** Measures in the view, in a JVM of its own with the options that the agent has, and returns when it is done. */
    void measure(Settings settings) throws IOException, InterruptedException {
        List<String> java = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xss512k",
                "-Xms16m",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                ViewBenchmark.class.getName(),
                name()));
        java.addAll(settings.arguments());
        String prepare = prepare();
        Stream<String> privately = Stream.of("unshare", "--mount", "sh", "-c", prepare + " && exec \"$@\"", "sh");
        List<String> command = prepare.isEmpty()
                ? java
                : Stream.concat(privately, java.stream()).toList();
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("the measurement of \"" + title + "\" exited with " + code);
        }
    }

    /** Shell words that make it so in a private mount namespace; empty = the host is like that. */
    private String prepare() {
        if (!(layout() instanceof CgroupLayout.Hybrid hybrid)) {
            return "";
        }
        return switch (this) {
            case V2 -> "mount -t cgroup2 cgroup2 /sys/fs/cgroup";
            case V1 -> "umount " + hybrid.v2().mountPoint();
            case HYBRID -> "";
        };
    }

    private static CgroupLayout layout() {
        return CgroupLayout.read(Path.of("/proc/self/mountinfo"), Path.of("/"));
    }
}
