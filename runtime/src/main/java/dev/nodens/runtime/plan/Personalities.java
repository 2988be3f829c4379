package dev.nodens.runtime.plan;

import dev.nodens.runtime.spec.LinuxPersonality;
import dev.nodens.runtime.spec.Spec;
import org.jspecify.annotations.Nullable;

/** Execution domains of personality(2). */
final class Personalities {

    private static final int PER_LINUX = 0;
    private static final int PER_LINUX32 = 8;

    private Personalities() {}

    static @Nullable Integer of(Spec spec) {
        LinuxPersonality personality =
                spec.linux() == null ? null : spec.linux().personality();
        if (personality == null) {
            return null;
        }
        return personality.domain().equals("LINUX32") ? PER_LINUX32 : PER_LINUX;
    }
}
