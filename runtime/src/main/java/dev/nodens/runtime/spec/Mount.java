package dev.nodens.runtime.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code mounts}; they are made in the order of the file.
 *
 * @param destination path inside the container; a relative one starts at {@code /}
 * @param type file system; null or {@code none} or {@code bind} for a bind mount
 * @param source a relative one of a bind mount starts at the bundle
 * @param uidMappings ids of an id-mapped mount; empty with {@code idmap} = the container's own
 */
public record Mount(
        @Required String destination,
        @Nullable String type,
        @Nullable String source,
        List<String> options,
        List<LinuxIdMapping> uidMappings,
        List<LinuxIdMapping> gidMappings) {

    public Mount {
        type = Given.text(type);
        source = Given.text(source);
        options = Given.list(options);
        uidMappings = Given.list(uidMappings);
        gidMappings = Given.list(gidMappings);
    }

    public Mount(String destination, String type, String source, List<String> options) {
        this(destination, type, source, options, List.of(), List.of());
    }
}
