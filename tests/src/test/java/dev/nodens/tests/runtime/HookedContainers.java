package dev.nodens.tests.runtime;

import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.Stdin;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Hooks.Hook;
import dev.nodens.runtime.spec.Spec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** What tests of hooks start from: a container whose hooks are scripts that tell what they saw. */
abstract class HookedContainers extends WithRuntime {

    enum Point {
        prestart,
        createRuntime,
        createContainer,
        startContainer,
        poststart,
        poststop
    }

    Path told;

    @BeforeEach
    void listen() {
        told = host.write("told", "");
    }

    LaunchOptions options(Supervision supervision) {
        return new LaunchOptions(
                supervision, Optional.of(host.base()), Optional.empty(), Stdin.NULL_DEVICE, Optional.empty());
    }

    interface Script {
        String at(Point point);
    }

    Spec every(Script script) {
        Map<Point, List<Hook>> hooks = new EnumMap<>(Point.class);
        for (Point point : Point.values()) {
            hooks.put(point, List.of(shell(script.at(point))));
        }
        return Containers.command(rootfs, "/bin/true").with(s -> s.hooks = hooks(hooks));
    }

    Path told(Point point) {
        return point == Point.startContainer ? Path.of("/told") : told;
    }

    Path file(Point point) {
        return (point == Point.startContainer ? Path.of("/") : host.base()).resolve(point.name());
    }

    /** One that succeeds and one that does not; a third would be seen in the file. */
    Spec failing(Point point, String script) {
        Map<Point, List<Hook>> hooks = new EnumMap<>(Point.class);
        hooks.put(point, List.of(shell("true"), shell(script), shell("echo reached >> " + told(point))));
        hooks.put(Point.poststop, List.of(shell("echo poststop >> " + told)));
        return Containers.command(rootfs, "/bin/true").with(s -> s.hooks = hooks(hooks));
    }

    static Hook shell(String script) {
        return new Hook("/bin/sh", List.of("sh", "-c", script), List.of("PATH=/usr/bin:/bin"), null);
    }

    static Hook hook(String path) {
        return new Hook(path, List.of(), null, null);
    }

    static Hooks only(Point point, Hook hook) {
        return hooks(Map.of(point, List.of(hook)));
    }

    static Hooks hooks(Map<Point, List<Hook>> hooks) {
        List<List<Hook>> lists = new ArrayList<>();
        for (Point point : Point.values()) {
            lists.add(hooks.getOrDefault(point, List.of()));
        }
        return new Hooks(lists.get(0), lists.get(1), lists.get(2), lists.get(3), lists.get(4), lists.get(5));
    }
}
