package dev.nodens.runtime.container;

import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.NamespaceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The namespaces that containers start from when this process itself lives in a pod: those of a process of the host, on
 * whatever way they differ from our own.
 *
 * @param pid a process of the host's as this process sees it: 1 in a pod with hostPID
 */
public record HostNamespaces(int pid) {

    /** Those of its namespaces that this process is not in; empty on the host itself. The user namespace is never left. */
    List<Namespace> joined() {
        return Arrays.stream(NamespaceType.values())
                .filter(type -> type != NamespaceType.USER && type.isSupported())
                .filter(type -> !identity(type.pathOf(pid)).equals(identity("/proc/self/ns/" + type.procFile())))
                .map(type -> Namespace.join(type, type.pathOf(pid)))
                .toList();
    }

    private static String identity(String path) {
        try {
            return Files.readSymbolicLink(Path.of(path)).toString();
        } catch (IOException unreadable) {
            // native-init will name the path and the reason when it can't open it.
            return path;
        }
    }
}
