package dev.nodens.runtime.spec;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code linux.devices}.
 *
 * @param path absolute path inside the container
 * @param type {@code c} or {@code u}, {@code b}, {@code p}
 * @param fileMode permission bits; null = 0666
 * @param uid owner inside the container; null = 0
 * @param gid group inside the container; null = 0
 */
public record LinuxDevice(
        @Required String path,
        @Required String type,
        long major,
        long minor,
        @Nullable Long fileMode,
        @Nullable Long uid,
        @Nullable Long gid) {}
