package dev.nodens.runtime.namespace;

import org.jspecify.annotations.Nullable;

/**
 * One namespace of a container.
 *
 * @param path its file, to join it; null = a new one
 */
public record Namespace(NamespaceType type, @Nullable String path) {

    public static Namespace create(NamespaceType type) {
        return new Namespace(type, null);
    }

    public static Namespace join(NamespaceType type, String path) {
        return new Namespace(type, path);
    }

    /** Where it is found: its own path, else that of a process in it. */
    public String pathOf(int pid) {
        return path == null ? type.pathOf(pid) : path;
    }
}
