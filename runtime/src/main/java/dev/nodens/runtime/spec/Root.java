package dev.nodens.runtime.spec;

/**
 * {@code root}.
 *
 * @param path directory on the host; a relative one starts at the bundle
 */
public record Root(@Required String path, boolean readonly) {}
