package dev.nodens.runtime.plan;

import dev.nodens.runtime.capability.CapabilitySet;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.namespace.Namespace;
import java.util.List;

/**
 * The machine, and what this process may do on it: observed once, and a value from then on.
 *
 * @param gid effective group of this process
 * @param rootless whether this process lacks the right to map other ids than its own
 * @param kernelCapabilities every one that the kernel knows
 * @param ownCapabilities those that this process may give away
 * @param namespaces the host's, which the monitor joins first; empty where this process is in them already
 */
public record Host(
        long gid,
        boolean rootless,
        CapabilitySet kernelCapabilities,
        CapabilitySet ownCapabilities,
        CgroupLayout cgroups,
        List<Namespace> namespaces) {

    public Host {
        namespaces = List.copyOf(namespaces);
    }
}
