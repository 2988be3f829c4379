package dev.nodens.tests.rootless;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions.WhenFull;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.RuntimeOptions;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a user without rights does by the library: each verb once, under each supervision. Prints what it saw. */
final class StrangersLibrary {

    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private static final int SIGKILL = 9;
    private static final int LIMIT = 4096;

    private StrangersLibrary() {}

    public static void main(String[] arguments) throws Exception {
        Path session = Path.of(arguments[0]);
        Path bundle = Path.of(arguments[1]);
        Spec spec = new SpecReader(Syscalls.linux()).read(bundle.resolve("config.json"));
        try (LinuxContainerRuntime runtime =
                LinuxContainerRuntime.open(RuntimeOptions.at(session.resolve("library")))) {
            withoutMonitor(runtime, spec, bundle);
            withMonitor(runtime, spec, session, bundle);
            OUT.println("left: " + runtime.list().size());
        }
    }

    private static void withoutMonitor(LinuxContainerRuntime runtime, Spec spec, Path bundle) throws Exception {
        ContainerId id = new ContainerId("alone");
        runtime.create(id, spec, LaunchOptions.unsupervised(bundle));
        print(runtime, id);
        runtime.start(id);
        print(runtime, id);
        OUT.println("processes: " + runtime.processes(id).size());
        exec(runtime, id);
        runtime.kill(id, SIGKILL, false);
        OUT.println("code: " + runtime.await(id).code());
        print(runtime, id);
        runtime.delete(id, false);
    }

    private static void withMonitor(LinuxContainerRuntime runtime, Spec spec, Path session, Path bundle)
            throws Exception {
        ContainerId id = new ContainerId("watched");
        Path log = session.resolve("watched.log");
        LaunchOptions resident = LaunchOptions.resident(new LogOptions(log, 0, 1, WhenFull.BLOCK));
        LaunchOptions options = new LaunchOptions(
                resident.supervision(),
                LaunchOptions.unsupervised(bundle).bundle(),
                resident.log(),
                resident.stdin(),
                resident.overlay());
        runtime.run(id, spec, options);
        exec(runtime, id);
        runtime.kill(id, SIGKILL, true);
        OUT.println("code: " + runtime.await(id).code());
        OUT.println("logged: " + Files.readString(log).lines().count());
        runtime.delete(id, true);
    }

    private static void exec(LinuxContainerRuntime runtime, ContainerId id) {
        Process whoami = Process.of(List.of("/bin/id", "-u")).with(process -> process.env = List.of("PATH=/bin"));
        ExecResult result = runtime.exec(id, whoami, Duration.ofSeconds(20), LIMIT);
        OUT.println("exec: " + result.code() + " " + result.output().strip());
    }

    private static void print(LinuxContainerRuntime runtime, ContainerId id) {
        OUT.println(runtime.state(id).orElseThrow().state().status());
    }
}
