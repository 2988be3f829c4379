package dev.nodens.runtime.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code linux.intelRdt}: cache and memory bandwidth by resctrl. */
public record LinuxIntelRdt(
        @Nullable String closID,
        List<String> schemata,
        @Nullable String l3CacheSchema,
        @Nullable String memBwSchema,
        boolean enableMonitoring) {

    public LinuxIntelRdt {
        closID = Given.text(closID);
        schemata = Given.list(schemata);
        l3CacheSchema = Given.text(l3CacheSchema);
        memBwSchema = Given.text(memBwSchema);
    }
}
