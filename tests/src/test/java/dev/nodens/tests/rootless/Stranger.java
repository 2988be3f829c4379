package dev.nodens.tests.rootless;

import dev.nodens.runtime.cli.Main;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecWriter;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A user whom no other file of this machine knows, and programs of this build that run as that user: in a mount namespace
 * where {@code /etc/subuid} grants a range, and where this build's class path can be read, wherever it is.
 *
 * @param cgroup that its programs are in; empty = this process's
 */
record Stranger(TestHost host, String cgroup) {

    static final int UID = 61_500;
    static final int FIRST_SUBID = 700_000;
    static final int SUBIDS = 1_000;

    /** What the command line needs. */
    private static final Pattern NEEDED = Pattern.compile(
            ".*/(runtime|native-init|tests|fast)/.*|.*/(jackson|jnr|jffi|asm|picocli|jspecify|snakeyaml)[^/]*\\.jar");

    static Stranger on(TestHost host) {
        try {
            Files.setPosixFilePermissions(host.base(), PosixFilePermissions.fromString("rwxr-xr-x"));
            host.write("etc/subids", UID + ":" + FIRST_SUBID + ":" + SUBIDS + "\n");
            host.write("etc/passwd", "root:x:0:0::/:/bin/sh\nstranger:x:" + UID + ":" + UID + "::/:/bin/sh\n");
            own(Files.createDirectory(host.base().resolve("session")));
            return new Stranger(host, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stranger in(Path other) {
        return new Stranger(host, other.toString());
    }

    /** The command line, with its state where a session of this user's would have it. */
    Command nodens(String... arguments) {
        return program(Main.class).with(arguments);
    }

    /** A program with a main method. */
    Command program(Class<?> main) {
        List<String> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(":"))
                .filter(entry -> NEEDED.matcher(entry).matches() && Files.exists(Path.of(entry)))
                .toList();
        List<String> script = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (String entry : classPath) {
            Path point = host.base().resolve("class-path/" + seen.size() + (entry.endsWith(".jar") ? ".jar" : ""));
            prepare(Path.of(entry), point);
            script.add("mount --bind '" + entry + "' '" + point + "'");
            seen.add(point.toString());
        }
        bind(script, "etc/subids", "/etc/subuid");
        bind(script, "etc/subids", "/etc/subgid");
        bind(script, "etc/passwd", "/etc/passwd");
        if (!cgroup.isEmpty()) {
            script.add("echo $$ > '" + cgroup + "/cgroup.procs'");
        }
        script.add("exec setpriv --reuid " + UID + " --regid " + UID + " --clear-groups \"$@\"");
        Stream<String> java = Stream.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                String.join(":", seen),
                main.getName());
        return Command.of("unshare", "--mount", "sh", "-ec", String.join("\n", script), "sh")
                .with("env", "-i", "PATH=/usr/bin:/bin", "XDG_RUNTIME_DIR=" + session())
                .with(java.toArray(String[]::new));
    }

    Path session() {
        return host.base().resolve("session");
    }

    /** A bundle of this user's, with busybox in it. */
    Path bundle(String name, Spec spec) {
        Path bundle = host.base().resolve(name);
        host.rootfs(name + "/rootfs");
        host.write(name + "/config.json", new String(SpecWriter.indented(spec), StandardCharsets.UTF_8));
        own(bundle);
        own(bundle.resolve("rootfs"));
        return bundle;
    }

    static Path own(Path path) {
        try {
            Files.setAttribute(path, "unix:uid", UID);
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void bind(List<String> script, String file, String over) {
        script.add("mount --bind '" + host.base().resolve(file) + "' " + over);
    }

    private static void prepare(Path entry, Path point) {
        try {
            if (Files.isDirectory(entry)) {
                Files.createDirectories(point);
            } else if (!Files.exists(point)) {
                Files.createDirectories(point.getParent());
                Files.createFile(point);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
