package dev.nodens.runtime.plan;

import dev.nodens.runtime.capability.Capability;
import dev.nodens.runtime.capability.CapabilitySet;
import dev.nodens.runtime.cgroup.ResourceWarnings;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.spec.Capabilities;
import dev.nodens.runtime.spec.Found;
import dev.nodens.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What a Spec asks for and a runtime has to do without, and what it should no longer say: no error, but to be told. */
public final class PlanWarnings {

    private PlanWarnings() {}

    public static List<String> of(Spec spec, Host host) {
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < spec.mounts().size(); i++) {
            String destination = spec.mounts().get(i).destination();
            if (!destination.startsWith("/")) {
                warnings.add("$.mounts[" + i + "].destination: " + Found.quoted(destination)
                        + " is taken from /; a relative one is deprecated");
            }
        }
        if (spec.process() != null && spec.process().capabilities() != null) {
            Namespaces namespaces = NamespacePlanner.namespaces(spec);
            addCapabilities(warnings, spec.process().capabilities(), ProcessPlanner.grantable(namespaces, host));
        }
        Integer score = spec.process() == null ? null : spec.process().oomScoreAdj();
        host.user()
                .filter(user -> score != null && score < user.oomScoreAdj())
                .ifPresent(user -> warnings.add("$.process.oomScoreAdj: " + score + " can't be had here; it is "
                        + user.oomScoreAdj() + ", as that of this process"));
        if (spec.linux() != null && spec.linux().resources() != null) {
            warnings.addAll(ResourceWarnings.of(spec.linux().resources(), host.cgroups()));
        }
        return warnings;
    }

    private static void addCapabilities(List<String> warnings, Capabilities given, CapabilitySet grantable) {
        TreeSet<String> names = new TreeSet<>();
        List.of(given.bounding(), given.effective(), given.inheritable(), given.permitted(), given.ambient())
                .forEach(names::addAll);
        for (String name : names) {
            Capability.of(name)
                    .ifPresentOrElse(
                            capability -> {
                                if (!grantable.contains(capability)) {
                                    warnings.add(
                                            "$.process.capabilities: " + Found.quoted(name) + " can't be granted here");
                                }
                            },
                            () -> warnings.add(
                                    "$.process.capabilities: " + Found.quoted(name) + " is no known capability"));
        }
        for (String name : given.ambient()) {
            if (!given.permitted().contains(name) || !given.inheritable().contains(name)) {
                warnings.add("$.process.capabilities.ambient: " + Found.quoted(name)
                        + " is not given, because it is not in permitted and inheritable");
            }
        }
    }
}
