package dev.nodens.runtime.spec;

import org.jspecify.annotations.Nullable;

/**
 * One value of {@code linux.netDevices}.
 *
 * @param name what it is called in the container; null = as on the host
 */
public record LinuxNetDevice(@Nullable String name) {

    public LinuxNetDevice {
        name = Given.text(name);
    }
}
