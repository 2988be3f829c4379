package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerEvent;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@RequiresRoot
class StatsTest extends WithRuntime {

    private static final long LIMIT = 32 << 20;
    private static final Duration NEVER = Duration.ofHours(1);

    @Test
    void countsWhatAContainerUses() {
        ContainerId id = run("busy", "while :; do :; done");
        Awaitility.await().until(() -> runtime.stats(id).cpu().total() > 0);
        ContainerStats stats = runtime.stats(id);
        assertEquals(LIMIT, stats.memory().usage().limit());
        assertTrue(stats.memory().usage().usage() > 0);
        assertTrue(stats.pids().current() > 0);
        assertTrue(stats.cpu().pressure().isPresent(), "pressure is counted for every cgroup of v2");
        assertEquals(
                List.of("lo"),
                stats.interfaces().stream().map(device -> device.name()).toList());
    }

    @Test
    void tellsOfTheOutOfMemoryKillerAndOfTheEndWithoutAnInterval() throws InterruptedException {
        ContainerId id = run("oom", "sleep 100");
        List<ContainerEvent> told = new CopyOnWriteArrayList<>();
        Thread watcher = Thread.ofPlatform().start(() -> runtime.watch(id, NEVER, told::add));
        runtime.exec(
                id,
                dev.nodens.runtime.spec.Process.of(
                        List.of("/bin/sh", "-c", "x=$(dd if=/dev/zero bs=64M count=1 | tr '\\0' x)")),
                Duration.ofSeconds(60),
                0);
        Awaitility.await().until(() -> !told.isEmpty());
        assertInstanceOf(ContainerEvent.OutOfMemory.class, told.getFirst());
        runtime.kill(id, 9, true);
        watcher.join();
    }

    @Test
    void measuresOnceInEveryInterval() throws InterruptedException {
        ContainerId id = run("interval", "sleep 100");
        List<ContainerEvent> told = new CopyOnWriteArrayList<>();
        Thread watcher = Thread.ofPlatform().start(() -> runtime.watch(id, Duration.ofMillis(20), told::add));
        Awaitility.await().until(() -> told.size() >= 3);
        runtime.kill(id, 9, true);
        watcher.join();
        assertTrue(told.stream().allMatch(ContainerEvent.Measured.class::isInstance));
    }

    @Test
    void refusesToMeasureWhatHasEnded() throws InterruptedException {
        ContainerId id = run("ended", "exit 0");
        runtime.await(id);
        ContainerException refused = assertThrows(ContainerException.class, () -> runtime.stats(id));
        assertEquals(ErrorCode.WRONG_STATE, refused.code());
    }

    private ContainerId run(String name, String script) {
        ContainerId id = Containers.id(name);
        Path rootfs = host.rootfs("root-" + name).path();
        Spec spec =
                Containers.withNamespaces(Containers.shell(rootfs, script), "pid", "mount", "ipc", "uts", "network");
        LinuxResources limits = LinuxResources.empty().with(r -> {
            r.memory = new LinuxResources.Memory(LIMIT, null, LIMIT, null, null, null, null, null, null);
        });
        runtime.run(
                id,
                spec.with(s -> s.linux = spec.linux().with(l -> l.resources = limits)),
                Containers.monitored(host, id));
        return id;
    }
}
