package dev.nodens.tests.runtime;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions.WhenFull;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.RuntimeOptions;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Root;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What tests of the runtime start from: busybox in namespaces of its own, with a monitor and a log. */
public final class Containers {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Containers() {}

    public static LinuxContainerRuntime runtime(TestHost host) {
        return LinuxContainerRuntime.open(RuntimeOptions.at(host.state()));
    }

    /** An id that no other test of this machine has, since it names a cgroup too. */
    public static ContainerId id(String name) {
        return new ContainerId("test-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "-" + name);
    }

    public static LaunchOptions monitored(TestHost host, ContainerId id) {
        return LaunchOptions.resident(new LogOptions(log(host, id), 0, 1, WhenFull.BLOCK));
    }

    public static Path log(TestHost host, ContainerId id) {
        return host.logs().resolve(id + ".log");
    }

    public static Spec shell(Path rootfs, String script) {
        return command(rootfs, "/bin/sh", "-c", script);
    }

    public static Spec command(Path rootfs, String... args) {
        return withNamespaces(bare(rootfs, args), "pid", "mount", "ipc", "uts");
    }

    /** The Spec with new namespaces of these types, and no others. */
    public static Spec withNamespaces(Spec spec, String... types) {
        return with(
                spec,
                Stream.of(types).map(type -> new LinuxNamespace(type, null)).toList());
    }

    /** The Spec with one namespace joined by path, whatever it said of that type. */
    public static Spec joining(Spec spec, String type, String path) {
        Stream<LinuxNamespace> others = spec.linux().namespaces().stream()
                .filter(namespace -> !namespace.type().equals(type));
        return with(
                spec,
                Stream.concat(others, Stream.of(new LinuxNamespace(type, path))).toList());
    }

    /** The Spec with the first ids of its new user namespace mapped to unprivileged ones of the host. */
    public static Spec mapped(Spec spec) {
        List<LinuxIdMapping> map = List.of(new LinuxIdMapping(0, 100_000, 65_536));
        return spec.with(s -> s.linux = spec.linux().with(l -> {
            l.uidMappings = map;
            l.gidMappings = map;
        }));
    }

    private static Spec with(Spec spec, List<LinuxNamespace> namespaces) {
        return spec.with(
                s -> s.linux = (s.linux == null ? Linux.empty() : s.linux).with(l -> l.namespaces = namespaces));
    }

    private static Mount mount(String destination, String type) {
        return new Mount(destination, type, type, List.of(), List.of(), List.of());
    }

    private static Spec bare(Path rootfs, String... args) {
        return Spec.empty().with(s -> {
            s.root = new Root(rootfs.toString(), false);
            s.process = Process.of(List.of(args)).with(p -> {
                p.env = List.of("PATH=/bin:/usr/bin");
                p.cwd = "/";
            });
            s.mounts = List.of(mount("/proc", "proc"), mount("/dev", "tmpfs"));
        });
    }
}
