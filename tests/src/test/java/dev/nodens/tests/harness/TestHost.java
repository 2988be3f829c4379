package dev.nodens.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folders of one test, as a parameter of a {@link RequiresRoot} test or of its lifecycle methods: what Nodens would
 * keep in /run, /var/lib and /var/log, and room for manifests and root file systems. All stand below {@link #RUN}, by which
 * {@link LeakCheck} knows what is ours, and are removed after the test.
 *
 * @param base short, because socket paths have at most 107 bytes
 */
public record TestHost(Path base) implements AutoCloseable {

    /** Above every folder of this JVM's tests; its name stands in the paths of whatever they make. */
    static final Path RUN = Path.of(
            System.getProperty("java.io.tmpdir"),
            "nodens-tests-" + ProcessHandle.current().pid());

    static TestHost create() {
        try {
            Files.createDirectories(RUN);
            TestHost host = new TestHost(Files.createTempDirectory(RUN, ""));
            for (Path folder : new Path[] {host.state(), host.data(), host.logs(), host.manifests()}) {
                Files.createDirectory(folder);
            }
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path state() {
        return base.resolve("state");
    }

    public Path data() {
        return base.resolve("data");
    }

    public Path logs() {
        return base.resolve("log");
    }

    public Path manifests() {
        return base.resolve("manifests");
    }

    /** Makes a root file system of busybox, unlike any other of this host. */
    public TestRootfs rootfs(String name) {
        return TestRootfs.create(base.resolve(name));
    }

    /** Makes the file of that name, with whatever folders it needs, or replaces its content. */
    public Path write(String name, String content) {
        try {
            Path file = base.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processes of the containers in its state root. */
    public List<ContainerProcess> containers() {
        return ContainerProcess.in(state());
    }

    public NodensCli cli() {
        return new NodensCli(state());
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(base, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
        if (ProcFiles.entries(RUN).isEmpty()) {
            Files.delete(RUN);
        }
    }
}
