package dev.nodens.runtime.plan;

import dev.nodens.runtime.capability.CapabilitySet;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.namespace.Namespace;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The machine, and what this process may do on it: observed once, and a value from then on.
 *
 * @param user who this process is; empty = the host's root
 * @param kernelCapabilities every one that the kernel knows
 * @param ownCapabilities those that this process may give away
 * @param securityModules those that label programs and are turned on
 * @param namespaces the host's, which the monitor joins first; empty where this process is in them already
 */
public record Host(
        Optional<OrdinaryUser> user,
        CapabilitySet kernelCapabilities,
        CapabilitySet ownCapabilities,
        CgroupLayout cgroups,
        Set<SecurityModule> securityModules,
        List<Namespace> namespaces) {

    public Host {
        securityModules = Set.copyOf(securityModules);
        namespaces = List.copyOf(namespaces);
    }

    /** Whether this process lacks the right to map other ids than its own. */
    public boolean rootless() {
        return user.filter(caller -> caller.uid() != 0).isPresent();
    }

    /** Effective group of this process. */
    long gid() {
        return user.map(OrdinaryUser::gid).orElse(0L);
    }
}
