package dev.nodens.runtime.explain;

import dev.nodens.runtime.explain.Explanation.Line;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What it sees of the host's, and what it has of its own. */
final class NamespaceWords {

    private NamespaceWords() {}

    static List<Line> of(Spec spec, Linux linux) {
        List<Line> lines = new ArrayList<>(Arrays.stream(NamespaceType.values())
                .sorted((a, b) -> a.ociName().compareTo(b.ociName()))
                .map(type -> line(type, linux))
                .toList());
        Optional.ofNullable(spec.hostname()).ifPresent(name -> lines.add(new Line("hostname", name)));
        Optional.ofNullable(spec.domainname()).ifPresent(name -> lines.add(new Line("domainname", name)));
        linux.netDevices()
                .forEach((name, device) -> lines.add(new Line(
                        "device " + name,
                        "moves in from the host" + (device.name() == null ? "" : " as " + device.name()))));
        return lines;
    }

    private static Line line(NamespaceType type, Linux linux) {
        Optional<LinuxNamespace> given = linux.namespaces().stream()
                .filter(namespace -> namespace.type().equals(type.ociName()))
                .findFirst();
        if (given.isEmpty()) {
            return new Line(type.ociName(), "the host's: " + shared(type));
        }
        String path = given.get().path();
        return new Line(
                type.ociName(),
                path == null ? "new: " + own(type, linux) : "joins " + path + ": shared with who is in it");
    }

    private static String own(NamespaceType type, Linux linux) {
        return switch (type) {
            case USER -> "its ids are others on the host: " + map(linux);
            case IPC -> "message queues, semaphores and shared memory of its own";
            case UTS -> "a host name of its own";
            case NETWORK -> "nothing but a loopback device, until somebody adds more";
            case PID -> "it sees its own processes only; all of them end with the first";
            case MOUNT -> "what it mounts, nobody else sees";
            case CGROUP -> "its cgroup looks like the top of the tree";
            case TIME -> "clocks of its own" + offsets(linux);
        };
    }

    private static String shared(NamespaceType type) {
        return switch (type) {
            case USER -> "its ids are the same on the host";
            case IPC -> "it can reach every process's message queues and shared memory that their modes allow";
            case UTS -> "it has the host's name";
            case NETWORK -> "every interface, port and abstract socket of the host";
            case PID -> "it sees every process of the host";
            case MOUNT -> "it has the host's files as they are";
            case CGROUP -> "it sees where in the host's tree its cgroup is";
            case TIME -> "it goes by its clocks";
        };
    }

    private static String map(Linux linux) {
        return linux.uidMappings().stream()
                .map(line ->
                        "uid " + range(line.containerID(), line.size()) + " is " + range(line.hostID(), line.size()))
                .collect(Collectors.joining(", "));
    }

    private static String range(long first, long size) {
        return size == 1 ? Long.toString(first) : first + "-" + (first + size - 1);
    }

    private static String offsets(Linux linux) {
        return linux.timeOffsets().entrySet().stream()
                .map(entry -> ", " + entry.getKey() + " set off by "
                        + entry.getValue().secs() + " s")
                .sorted()
                .collect(Collectors.joining());
    }
}
