package dev.nodens.runtime.container;

import dev.nodens.runtime.criu.CriuOption;
import dev.nodens.runtime.criu.CriuRequest;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The namespaces that a container joins, which criu is not to make: of network and pid namespaces it gets descriptors,
 * of the others their paths.
 */
final class OutsideNamespaces implements AutoCloseable {

    private final List<Namespace> joined;
    private final Map<NamespaceType, Fd> files = new LinkedHashMap<>();

    private OutsideNamespaces(List<Namespace> joined) {
        this.joined = joined;
    }

    static OutsideNamespaces open(Syscalls syscalls, List<Namespace> joined) {
        OutsideNamespaces namespaces = new OutsideNamespaces(joined);
        try {
            for (Namespace namespace : joined) {
                if (namespace.type() == NamespaceType.CGROUP) {
                    throw new ContainerException(
                            ErrorCode.UNSUPPORTED,
                            "$.linux.namespaces: criu can't restore a container into another's cgroup namespace");
                }
                if (isInherited(namespace.type())) {
                    namespaces.files.put(namespace.type(), open(syscalls, namespace));
                }
            }
            return namespaces;
        } catch (RuntimeException failed) {
            namespaces.close();
            throw failed;
        }
    }

    /** Those that criu must have open. */
    List<Fd> files() {
        return List.copyOf(files.values());
    }

    /**
     * Tells criu of them all.
     *
     * @param first criu's number for the first of {@link #files}
     */
    void in(CriuRequest request, int first) {
        int number = first;
        for (Namespace namespace : joined) {
            if (!files.containsKey(namespace.type())) {
                request.with(CriuOption.JOIN_NS, namespace.type().procFile(), Objects.requireNonNull(namespace.path()));
            } else {
                request.with(CriuOption.INHERIT_FD, CriuWords.key(namespace.type()), number++);
            }
        }
    }

    @Override
    public void close() {
        files.values().forEach(Fd::close);
    }

    static boolean isInherited(NamespaceType type) {
        return type == NamespaceType.NETWORK || type == NamespaceType.PID;
    }

    private static Fd open(Syscalls syscalls, Namespace namespace) {
        String path = Objects.requireNonNull(namespace.path());
        try {
            return syscalls.open(path, 0, 0);
        } catch (ErrnoException failed) {
            throw new ContainerException(
                    ErrorCode.INVALID_NAMESPACE,
                    "namespace path \"" + path + "\": " + failed.errno().text(),
                    failed);
        }
    }
}
