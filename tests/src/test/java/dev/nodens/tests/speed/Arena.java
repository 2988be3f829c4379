package dev.nodens.tests.speed;

import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions;
import dev.nodens.runtime.seccomp.SeccompCache;
import dev.nodens.runtime.seccomp.SeccompCompiler;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that the contenders need, and themselves.
 *
 * @param state a folder on a tmpfs, for what is written while a clock runs
 */
record Arena(FloorContender floor, List<RuntimeContender> runtimes, Path state, Spawner spawner, Cgroups cgroups)
        implements AutoCloseable {

    static Arena prepare(Settings settings) throws IOException, InterruptedException {
        Path state = Files.createTempDirectory(Path.of("/dev/shm"), "container-bench");
        Spawner spawner = new Spawner(state.resolve("errors"));
        Cgroups cgroups = Cgroups.make();
        Bundles bundles = Bundles.make(settings.folder().resolve("rootfs"), state.resolve("bundles"));
        List<RuntimeContender> runtimes = new ArrayList<>();
        runtimes.add(new EngineContender(
                EngineContender.NAME, state.resolve("nodens"), LaunchOptions.unsupervised(), bundles, cgroups));
        LogOptions log = new LogOptions(settings.folder().resolve("log"), 0, 1, LogOptions.WhenFull.BLOCK);
        runtimes.add(new EngineContender(
                EngineContender.MONITORED, state.resolve("monitored"), LaunchOptions.resident(log), bundles, cgroups));
        for (Path peer : settings.peers()) {
            String name = CommandContender.nameOf(peer);
            Path root = state.resolve(name.replace(' ', '-'));
            runtimes.add(new CommandContender(name, peer, root, spawner, bundles, cgroups));
        }
        FloorContender floor = new FloorContender(
                false, spawner, settings.programs().resolve("floor"), bundles.rootfs(), compileFilter(state), cgroups);
        return new Arena(floor, List.copyOf(runtimes), state, spawner, cgroups);
    }

    /** The floor first, then everyone else. */
    List<Contender> contenders() {
        return Stream.<Contender>concat(floors().stream(), runtimes.stream()).toList();
    }

    /** With v2 alone there is but one way in. */
    List<FloorContender> floors() {
        return cgroups.layout().legacy().isEmpty() ? List.of(floor) : List.of(floor, floor.withoutWait());
    }

    private static Path compileFilter(Path state) throws IOException {
        SeccompCompiler compiler = new SeccompCompiler(Syscalls.linux(), new SeccompCache(state.resolve("seccomp")));
        return Files.write(
                state.resolve("filter"), compiler.compile(Bundles.profile()).program());
    }

    @Override
    public void close() throws IOException {
        contenders().forEach(Contender::close);
        spawner.close();
        cgroups.close();
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
