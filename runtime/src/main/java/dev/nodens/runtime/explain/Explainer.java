package dev.nodens.runtime.explain;

import dev.nodens.runtime.explain.Explanation.Line;
import dev.nodens.runtime.explain.Explanation.Section;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Spec;
import java.util.List;
import java.util.stream.Stream;

/** Puts a Spec that was found right into words. */
public final class Explainer {

    private Explainer() {}

    public static Explanation explain(Spec spec) {
        Linux linux = spec.linux() == null ? Linux.empty() : spec.linux();
        Stream<Section> sections = Stream.of(
                new Section("process", ProcessWords.of(spec.process(), linux)),
                new Section("namespaces", NamespaceWords.of(spec, linux)),
                new Section("root file system", MountWords.ofRoot(spec.root(), linux)),
                new Section("mounts, in order", MountWords.of(spec.mounts())),
                new Section("devices", DeviceWords.of(linux)),
                new Section("capabilities", CapabilityWords.of(spec.process())),
                new Section("system calls", SeccompWording.of(linux.seccomp())),
                new Section("limits", LimitWords.of(spec.process(), linux.resources())),
                new Section("kernel parameters", parameters(linux)),
                new Section("hooks", HookWords.of(spec.hooks())));
        return new Explanation(
                sections.filter(section -> !section.lines().isEmpty()).toList(), Risks.of(spec, linux));
    }

    private static List<Line> parameters(Linux linux) {
        return linux.sysctl().entrySet().stream()
                .map(entry -> new Line(entry.getKey(), "= " + entry.getValue()))
                .toList();
    }
}
