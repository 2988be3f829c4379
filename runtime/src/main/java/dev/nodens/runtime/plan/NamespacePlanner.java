package dev.nodens.runtime.plan;

import static dev.nodens.runtime.namespace.NamespaceType.NETWORK;
import static dev.nodens.runtime.namespace.NamespaceType.TIME;
import static dev.nodens.runtime.namespace.NamespaceType.USER;

import dev.nodens.runtime.namespace.IdMapping;
import dev.nodens.runtime.namespace.IdMappings;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.namespace.TimeOffsets;
import dev.nodens.runtime.plan.NamespacePlan.NetDevice;
import dev.nodens.runtime.plan.NamespacePlan.Sysctl;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.LinuxTimeOffset;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SysctlName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The part of a plan that is about namespaces. */
final class NamespacePlanner {

    private NamespacePlanner() {}

    static Namespaces namespaces(Spec spec) {
        Namespaces namespaces = Namespaces.of();
        for (LinuxNamespace namespace : linux(spec).namespaces()) {
            NamespaceType type = NamespaceType.ofOciName(namespace.type()).orElseThrow();
            namespaces = namespaces.add(new Namespace(type, namespace.path()));
        }
        return namespaces;
    }

    /** The same namespaces as those of a process in them. Their own paths may lead elsewhere by now. */
    static Namespaces joinedOf(int pid, Namespaces namespaces) {
        return new Namespaces(namespaces.list().stream()
                .map(namespace ->
                        Namespace.join(namespace.type(), namespace.type().pathOf(pid)))
                .toList());
    }

    static NamespacePlan plan(Spec spec, Namespaces namespaces, Host host) {
        Linux linux = linux(spec);
        IdMappings mappings = mappings(linux);
        IdMappings written = namespaces.creates(USER) ? mappings : IdMappings.NONE;
        return new NamespacePlan(
                namespaces,
                host.namespaces(),
                mappings,
                written.keepsSetgroups(host.gid()),
                host.rootless(),
                IdMapPlanner.tools(written, host.user()),
                namespaces.creates(TIME) ? offsets(linux) : TimeOffsets.NONE,
                spec.hostname(),
                spec.domainname(),
                sysctls(linux),
                namespaces.creates(NETWORK),
                netDevices(linux));
    }

    static NamespacePlan planExec(Namespaces namespaces, Host host) {
        return new NamespacePlan(
                namespaces,
                host.namespaces(),
                IdMappings.NONE,
                false,
                host.rootless(),
                NamespacePlan.MapTools.NONE,
                TimeOffsets.NONE,
                null,
                null,
                List.of(),
                false,
                List.of());
    }

    static IdMappings mappings(Linux linux) {
        return mappings(linux.uidMappings(), linux.gidMappings());
    }

    static IdMappings mappings(List<LinuxIdMapping> uids, List<LinuxIdMapping> gids) {
        return new IdMappings(map(uids), map(gids));
    }

    private static List<IdMapping> map(List<LinuxIdMapping> lines) {
        return lines.stream()
                .map(line -> new IdMapping(line.containerID(), line.hostID(), line.size()))
                .toList();
    }

    private static TimeOffsets offsets(Linux linux) {
        Map<String, TimeOffsets.Offset> offsets = new HashMap<>();
        linux.timeOffsets().forEach((clock, offset) -> offsets.put(clock, offset(offset)));
        return new TimeOffsets(offsets);
    }

    private static TimeOffsets.Offset offset(LinuxTimeOffset offset) {
        return new TimeOffsets.Offset(offset.secs(), offset.nanosecs());
    }

    private static List<NetDevice> netDevices(Linux linux) {
        return linux.netDevices().entrySet().stream()
                .map(entry -> new NetDevice(
                        entry.getKey(),
                        Objects.requireNonNullElse(entry.getValue().name(), entry.getKey())))
                .toList();
    }

    private static List<Sysctl> sysctls(Linux linux) {
        return linux.sysctl().entrySet().stream()
                .map(entry -> new Sysctl(SysctlName.of(entry.getKey()).path(), entry.getValue()))
                .toList();
    }

    static Linux linux(Spec spec) {
        return spec.linux() == null ? Linux.empty() : spec.linux();
    }
}
