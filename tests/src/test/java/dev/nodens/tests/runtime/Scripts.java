package dev.nodens.tests.runtime;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Root;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecTemplate;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Containers that run a script and tell what it found, each from what {@code nodens spec} writes with one thing changed. */
final class Scripts implements AutoCloseable {

    private static final Pattern LOG_PREFIX = Pattern.compile("(?m)^\\S+ \\S+ F ");
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestHost host;
    private final Path rootfs;
    private final LinuxContainerRuntime runtime;

    Scripts(TestHost host) {
        this.host = host;
        this.rootfs = host.rootfs("root").path();
        this.runtime = Containers.runtime(host);
    }

    LaunchOptions monitored(ContainerId id) {
        return Containers.monitored(host, id);
    }

    LinuxContainerRuntime runtime() {
        return runtime;
    }

    Path rootfs() {
        return rootfs;
    }

    Spec template() {
        return SpecTemplate.container().with(spec -> {
            spec.root = new Root(rootfs.toString(), false);
            spec.process = spec.process.with(process -> {
                process.terminal = false;
                process.env = List.of("PATH=/bin");
            });
        });
    }

    Spec process(Consumer<Process.Draft> change) {
        return template().with(spec -> spec.process = spec.process.with(change));
    }

    Spec linux(Consumer<Linux.Draft> change) {
        return template().with(spec -> spec.linux = spec.linux.with(change));
    }

    Spec mounts(Mount... more) {
        return template().with(spec -> {
            spec.mounts = new ArrayList<>(spec.mounts);
            spec.mounts.addAll(List.of(more));
        });
    }

    /** Runs a script in the container and returns what it wrote. */
    String output(Spec spec, String script) throws Exception {
        ContainerId id = Containers.id("script");
        runtime.run(id, scripted(spec, script), Containers.monitored(host, id));
        runtime.await(id);
        String log = Files.readString(Containers.log(host, id));
        runtime.delete(id, false);
        return LOG_PREFIX.matcher(log).replaceAll("");
    }

    /** Runs a script as one more process of a container that sleeps, and returns what it wrote. */
    String execOutput(Spec spec, Process process) {
        ContainerId id = Containers.id("exec");
        runtime.run(id, scripted(spec, "sleep 1000"), Containers.monitored(host, id));
        ExecResult result = runtime.exec(id, process, PATIENCE, 1 << 16);
        runtime.delete(id, true);
        return result.output();
    }

    static Process script(String script) {
        return Process.of(List.of("/bin/sh", "-c", script)).with(process -> process.env = List.of("PATH=/bin"));
    }

    private static Spec scripted(Spec spec, String script) {
        return spec.with(draft ->
                draft.process = draft.process.with(process -> process.args = List.of("/bin/sh", "-c", script)));
    }

    @Override
    public void close() {
        runtime.list().forEach(container -> runtime.delete(container.id(), true));
        runtime.close();
    }
}
