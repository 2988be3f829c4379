package dev.nodens.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A root file system made of busybox, which needs no library. */
public record TestRootfs(Path path) {

    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final List<String> FOLDERS =
            List.of("bin", "sbin", "usr/bin", "dev", "etc", "proc", "sys", "tmp", "root", "run", "var");
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    static TestRootfs create(Path path) {
        try {
            for (String folder : FOLDERS) {
                Files.createDirectories(path.resolve(folder));
            }
            Files.copy(BUSYBOX, path.resolve("bin/busybox"));
            Files.writeString(
                    path.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n");
            Files.writeString(path.resolve("etc/group"), "root:x:0:\nnogroup:x:65534:\n");
            for (String applet : Command.of(BUSYBOX.toString(), "--list")
                    .run()
                    .succeeded()
                    .out()
                    .split("\n")) {
                if (!applet.equals("busybox")) {
                    Files.createSymbolicLink(path.resolve("bin").resolve(applet), Path.of("busybox"));
                }
            }
            return new TestRootfs(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a program of this machine at {@code usr/bin}, with the libraries that it is linked to. */
    public TestRootfs withHostProgram(Path program) {
        copy(program, path.resolve("usr/bin").resolve(program.getFileName()));
        Matcher library = LIBRARY.matcher(
                Command.of("ldd", program.toString()).run().succeeded().out());
        while (library.find()) {
            Path file = Path.of(library.group(1));
            copy(file, path.resolve(file.toString().substring(1)));
        }
        return this;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            if (!Files.exists(to)) {
                Files.copy(from.toRealPath(), to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
