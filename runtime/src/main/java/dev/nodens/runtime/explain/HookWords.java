package dev.nodens.runtime.explain;

import dev.nodens.runtime.explain.Explanation.Line;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Hooks.Hook;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Programs that run at points of its life. */
final class HookWords {

    private HookWords() {}

    static List<Line> of(@Nullable Hooks hooks) {
        return hooks == null
                ? List.of()
                : Stream.of(
                                lines("prestart", "on the host, before the root is entered", hooks.prestart()),
                                lines(
                                        "createRuntime",
                                        "on the host, before the root is entered",
                                        hooks.createRuntime()),
                                lines(
                                        "createContainer",
                                        "in its namespaces, before the root is entered",
                                        hooks.createContainer()),
                                lines("startContainer", "inside, just before its program", hooks.startContainer()),
                                lines("poststart", "on the host, after its program was started", hooks.poststart()),
                                lines("poststop", "on the host, when it is deleted", hooks.poststop()))
                        .flatMap(lines -> lines)
                        .toList();
    }

    private static Stream<Line> lines(String name, String when, List<Hook> hooks) {
        return hooks.stream()
                .map(hook -> new Line(
                        name,
                        hook.path() + " " + when
                                + (hook.timeout() == null ? "" : ", for at most " + hook.timeout() + " s")));
    }
}
