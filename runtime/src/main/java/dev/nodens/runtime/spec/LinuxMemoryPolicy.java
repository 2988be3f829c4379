package dev.nodens.runtime.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code linux.memoryPolicy}: arguments of set_mempolicy(2).
 *
 * @param mode {@code MPOL_BIND} and so on
 * @param nodes list such as {@code 0-3,7}
 * @param flags {@code MPOL_F_STATIC_NODES} and so on
 */
public record LinuxMemoryPolicy(
        @Required String mode, @Nullable String nodes, List<String> flags) {

    public LinuxMemoryPolicy {
        nodes = Given.text(nodes);
        flags = Given.list(flags);
    }
}
