package dev.nodens.runtime.spec;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code linux.namespaces}.
 *
 * @param type {@code pid}, {@code network}, {@code mount}, {@code ipc}, {@code uts}, {@code user}, {@code cgroup} or {@code time}
 * @param path its file, to join it; null = a new one
 */
public record LinuxNamespace(
        @Required String type, @Nullable String path) {

    public LinuxNamespace {
        path = Given.text(path);
    }

    public static LinuxNamespace create(String type) {
        return new LinuxNamespace(type, null);
    }
}
