package dev.nodens.tests.client;

import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.NodensCli;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A containerd of its own, with nodens behind its shim instead of runc. */
final class Containerd implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    /** Also the name of the cgroup above its containers'. */
    private final String namespace = "client-tests-" + ProcessHandle.current().pid();

    private final TestHost host;
    private final Process daemon;
    private final String rootfs;

    private Containerd(TestHost host, Process daemon, String rootfs) {
        this.host = host;
        this.daemon = daemon;
        this.rootfs = rootfs;
    }

    static Containerd start(TestHost host) throws IOException {
        Path config = host.write("containerd.toml", """
                version = 2
                root = "%1$s/containerd"
                state = "%1$s/containerd.run"
                disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
                [grpc]
                address = "%1$s/containerd.sock"
                """.formatted(host.base()));
        Process daemon = new ProcessBuilder("containerd", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(host.logs().resolve("containerd.log").toFile())
                .start();
        Containerd containerd =
                new Containerd(host, daemon, host.rootfs("rootfs").path().toString());
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> containerd.ctr("version").run().code() == 0);
        return containerd;
    }

    Command ctr(String... arguments) {
        return Command.of("ctr", "--address", host.base() + "/containerd.sock", "--namespace", namespace)
                .with(arguments)
                .within(PATIENCE);
    }

    /** {@code ctr run} of a command in busybox's root file system. */
    Command run(List<String> options, String id, String... command) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(options);
        arguments.addAll(List.of("--runc-binary", NodensCli.program(), "--runc-root", host.base() + "/runc"));
        arguments.addAll(List.of("--rootfs", rootfs, id));
        arguments.addAll(List.of(command));
        return ctr(arguments.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        daemon.destroy();
        daemon.waitFor();
        try (Stream<Path> hierarchies = Files.list(CGROUPS)) {
            hierarchies.map(hierarchy -> hierarchy.resolve(namespace)).forEach(Containerd::remove);
        }
        remove(CGROUPS.resolve(namespace));
    }

    /** containerd leaves the cgroup above its containers', as it does with runc. */
    private static void remove(Path cgroup) {
        try {
            Files.deleteIfExists(cgroup);
        } catch (IOException inUse) {
            throw new UncheckedIOException(inUse);
        }
    }
}
