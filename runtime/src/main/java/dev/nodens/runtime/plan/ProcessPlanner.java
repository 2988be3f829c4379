package dev.nodens.runtime.plan;

import dev.nodens.runtime.capability.Capability;
import dev.nodens.runtime.capability.CapabilitySet;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.plan.ProcessPlan.Capabilities;
import dev.nodens.runtime.plan.ProcessPlan.ResourceLimit;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.RlimitType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of a plan that is about the process itself. */
final class ProcessPlanner {

    /** An empty one is as good as none, as runc has it. */
    private static final String NO_HOME = "HOME=";

    private final PlanContext context;
    private final CapabilitySet grantable;

    ProcessPlanner(Namespaces namespaces, PlanContext context) {
        this.context = context;
        this.grantable = grantable(namespaces, context.host());
    }

    /** A new user namespace gives every capability there is, over what belongs to it; a joined one may be a new one's. */
    static CapabilitySet grantable(Namespaces namespaces, Host host) {
        return namespaces.contains(NamespaceType.USER)
                ? host.kernelCapabilities()
                : host.kernelCapabilities().intersect(host.ownCapabilities());
    }

    ProcessPlan plan(Process process, @Nullable Integer personality, SchedulingPlan scheduling) {
        Map<String, String> env = environment(process.env());
        boolean homeless = env.getOrDefault("HOME", NO_HOME).equals(NO_HOME);
        if (homeless) {
            env.put("HOME", "HOME=/");
        }
        return new ProcessPlan(
                process.args(),
                List.copyOf(env.values()),
                process.cwd(),
                process.user(),
                capabilities(process.capabilities()),
                process.noNewPrivileges(),
                process.rlimits().stream()
                        .map(limit -> new ResourceLimit(
                                RlimitType.valueOf(limit.type()).number(), limit.soft(), limit.hard()))
                        .toList(),
                oomScoreAdj(process.oomScoreAdj()),
                context.seccomp(),
                context.switches().newKeyring(),
                personality,
                scheduling,
                Labels.ofProgram(process, context.host()),
                homeless);
    }

    /** Only root may make the kernel spare a process more than its parent; {@link PlanWarnings} has the words. */
    private @Nullable Integer oomScoreAdj(@Nullable Integer asked) {
        return asked == null
                ? null
                : context.host()
                        .user()
                        .map(user -> Math.max(asked, user.oomScoreAdj()))
                        .orElse(asked);
    }

    /** Of two values of a name the later one holds: libc takes the first it finds and shells the last, and they must agree. */
    private static Map<String, String> environment(List<String> env) {
        Map<String, String> byName = new LinkedHashMap<>();
        for (String variable : env) {
            byName.put(variable.substring(0, variable.indexOf('=')), variable);
        }
        return byName;
    }

    /**
     * What can't be granted is left out, as config.md wants ("Linux Process": log a warning, do not fail); {@link
     * PlanWarnings} has the words. Sets that the kernel would refuse whole are cut down to what it takes.
     */
    private Capabilities capabilities(dev.nodens.runtime.spec.@Nullable Capabilities given) {
        if (given == null) {
            return new Capabilities(
                    CapabilitySet.EMPTY,
                    CapabilitySet.EMPTY,
                    CapabilitySet.EMPTY,
                    CapabilitySet.EMPTY,
                    CapabilitySet.EMPTY);
        }
        CapabilitySet bounding = granted(given.bounding());
        CapabilitySet permitted = granted(given.permitted());
        CapabilitySet inheritable = granted(given.inheritable()).intersect(bounding);
        return new Capabilities(
                bounding,
                granted(given.effective()).intersect(permitted),
                permitted,
                inheritable,
                granted(given.ambient()).intersect(permitted).intersect(inheritable));
    }

    private CapabilitySet granted(List<String> names) {
        List<Capability> known =
                names.stream().map(Capability::of).flatMap(Optional::stream).toList();
        return CapabilitySet.of(known).intersect(grantable);
    }
}
