package dev.nodens.agent.oci;

import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.desired.DesiredNamespace;
import dev.nodens.agent.desired.DesiredNamespace.AtPath;
import dev.nodens.agent.desired.DesiredNamespace.New;
import dev.nodens.agent.desired.DesiredNamespace.OfContainer;
import dev.nodens.agent.desired.DesiredNamespace.OfHost;
import dev.nodens.agent.desired.NamespaceNames;
import dev.nodens.agent.observe.Links;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.IdMapping;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.crd.v1alpha1.TimeOffset;
import dev.nodens.crd.v1alpha1.TimeOffsets;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.LinuxTimeOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code linux.namespaces} and what belongs to new ones. */
final class OciNamespaces {

    private OciNamespaces() {}

    static boolean isNew(DesiredContainer desired, NamespaceKind kind) {
        return desired.namespace(kind).origin() instanceof New;
    }

    /** All but the host's, which are those that config.json does not list. */
    static List<LinuxNamespace> from(DesiredContainer desired, Links links) {
        return desired.namespaces().stream()
                .flatMap(namespace -> namespace(namespace, links).stream())
                .toList();
    }

    private static Optional<LinuxNamespace> namespace(DesiredNamespace namespace, Links links) {
        String type = NamespaceNames.of(namespace.kind());
        return switch (namespace.origin()) {
            case OfHost() -> Optional.empty();
            case New() -> Optional.of(LinuxNamespace.create(type));
            case AtPath(String path) -> Optional.of(new LinuxNamespace(type, path));
            case OfContainer(ContainerKey target) ->
                Optional.of(new LinuxNamespace(type, path(namespace.kind(), target(target, links))));
        };
    }

    private static int target(ContainerKey key, Links links) {
        Links.Target target = links.targets().get(key);
        if (target == null) {
            throw new IllegalArgumentException("no live instance of " + key + " was looked up");
        }
        return target.pid();
    }

    private static String path(NamespaceKind kind, int pid) {
        return "/proc/" + pid + "/ns/" + NamespaceNames.file(kind);
    }

    static List<LinuxIdMapping> mappings(List<IdMapping> given) {
        return given.stream()
                .map(mapping -> new LinuxIdMapping(mapping.containerID(), mapping.hostID(), mapping.size()))
                .toList();
    }

    static Map<String, LinuxTimeOffset> timeOffsets(@Nullable TimeOffsets given) {
        Map<String, LinuxTimeOffset> offsets = new LinkedHashMap<>();
        if (given != null) {
            Stream.of(given.monotonic()).filter(Objects::nonNull).forEach(o -> offsets.put("monotonic", offset(o)));
            Stream.of(given.boottime()).filter(Objects::nonNull).forEach(o -> offsets.put("boottime", offset(o)));
        }
        return offsets;
    }

    private static LinuxTimeOffset offset(TimeOffset given) {
        return new LinuxTimeOffset(
                Objects.requireNonNullElse(given.secs(), 0L), Objects.requireNonNullElse(given.nanosecs(), 0L));
    }
}
