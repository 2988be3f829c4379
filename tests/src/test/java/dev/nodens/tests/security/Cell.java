package dev.nodens.tests.security;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.capability.Capability;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.OciOptions;
import dev.nodens.runtime.spec.Capabilities;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.runtime.Containers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Where an attack is locked in: a runtime with a state root of its own, and a root file system that the attacker wrote. */
record Cell(TestHost host, LinuxContainerRuntime runtime, Path rootfs) implements AutoCloseable {

    /** In which everything here ends, unless the runtime waits for what the attacker never does. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int OUTPUT_LIMIT = 64 << 10;
    private static final Pattern LOG_PREFIX = Pattern.compile("(?m)^\\S+ \\S+ F ");

    static Cell open(TestHost host) {
        return new Cell(host, Containers.runtime(host), host.rootfs("root").path());
    }

    /** A Spec with namespaces of its own, /proc and a tmpfs as /dev. */
    Spec shell(String script) {
        return Containers.shell(rootfs, script);
    }

    Spec sleeper() {
        return Containers.command(rootfs, "/bin/sleep", "1000");
    }

    /** Starts it and leaves it running. */
    ContainerId start(Spec spec) {
        ContainerId id = Containers.id("cell");
        runtime.run(id, spec, Containers.monitored(host, id));
        return id;
    }

    /** Starts it as a child of this process, without a monitor. */
    ContainerId startAlone(Spec spec) {
        ContainerId id = Containers.id("alone");
        runtime.run(id, spec, LaunchOptions.unsupervised(rootfs));
        return id;
    }

    int pid(ContainerId id) {
        return runtime.state(id).orElseThrow().state().livePid();
    }

    /** Runs it to its end; returns what it wrote. */
    String output(Spec spec) {
        return output(spec, OciOptions.NONE);
    }

    String output(Spec spec, OciOptions oci) {
        try {
            ContainerId id = Containers.id("cell");
            runtime.run(id, spec, Containers.monitored(host, id), oci);
            runtime.await(id);
            String log = log(id);
            runtime.delete(id, false);
            return log;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What it has written until now. */
    String log(ContainerId id) {
        return LOG_PREFIX.matcher(read(Containers.log(host, id))).replaceAll("");
    }

    ExecResult exec(ContainerId id, Process process) {
        return runtime.exec(id, process, PATIENCE, OUTPUT_LIMIT);
    }

    static Process command(String... args) {
        return Process.of(List.of(args)).with(process -> {
            process.env = List.of("PATH=/bin");
            process.cwd = "/";
        });
    }

    /** All five sets full: the most that a Spec can give. */
    static Capabilities everyCapability() {
        List<String> all = Stream.of(Capability.values()).map(Enum::name).toList();
        return new Capabilities(all, all, all, all, all);
    }

    /** Waits for what happens in another process. */
    static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(condition);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        runtime.list().forEach(container -> runtime.delete(container.id(), true));
        runtime.close();
    }
}
