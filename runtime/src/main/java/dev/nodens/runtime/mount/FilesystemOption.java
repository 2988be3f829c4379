package dev.nodens.runtime.mount;

/**
 * One option of a file system, as fsconfig(2) takes it.
 *
 * @param value empty = a flag
 */
public record FilesystemOption(String key, String value) {}
