package dev.nodens.runtime.spec;

import java.util.List;

/**
 * {@code linux.personality}.
 *
 * @param domain {@code LINUX} or {@code LINUX32}
 * @param flags none is defined yet
 */
public record LinuxPersonality(@Required String domain, List<String> flags) {

    public LinuxPersonality {
        flags = Given.list(flags);
    }
}
