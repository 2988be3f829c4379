package dev.nodens.runtime.plan;

import dev.nodens.runtime.plan.SchedulingPlan.Attributes;
import dev.nodens.runtime.plan.SchedulingPlan.MemoryPolicy;
import dev.nodens.runtime.scheduling.IoClass;
import dev.nodens.runtime.scheduling.MemoryPolicyFlag;
import dev.nodens.runtime.scheduling.MemoryPolicyMode;
import dev.nodens.runtime.scheduling.NumberSet;
import dev.nodens.runtime.scheduling.SchedulingFlag;
import dev.nodens.runtime.scheduling.SchedulingPolicy;
import dev.nodens.runtime.spec.LinuxMemoryPolicy;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Scheduler;
import dev.nodens.runtime.spec.Spec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of a plan that is about scheduling. What a Spec says of it was validated: every word is known. */
final class SchedulingPlanner {

    private SchedulingPlanner() {}

    /** The affinity is for what joins a container that runs: config.md, "execCPUAffinity". */
    static SchedulingPlan plan(Spec spec, Process process) {
        return plan(spec, process, null);
    }

    /** Of one more process; what it does not say is as the container's own process has it. */
    static SchedulingPlan planExec(Spec spec, Process process) {
        return plan(spec, process, process.execCPUAffinity());
    }

    private static SchedulingPlan plan(Spec spec, Process process, Process.@Nullable CpuAffinity affinity) {
        return new SchedulingPlan(
                Optional.ofNullable(process.scheduler()).map(SchedulingPlanner::attributes),
                Optional.ofNullable(process.ioPriority())
                        .map(given -> IoClass.valueOf(given.clazz()).priority(given.priority())),
                Optional.ofNullable(affinity).map(Process.CpuAffinity::initial).flatMap(NumberSet::parse),
                Optional.ofNullable(affinity)
                        .map(Process.CpuAffinity::finalList)
                        .flatMap(NumberSet::parse),
                Optional.ofNullable(NamespacePlanner.linux(spec).memoryPolicy()).map(SchedulingPlanner::memoryPolicy));
    }

    private static Attributes attributes(Scheduler scheduler) {
        long flags = scheduler.flags().stream()
                .mapToLong(flag -> SchedulingFlag.valueOf(flag).bit())
                .reduce(0, (one, other) -> one | other);
        return new Attributes(
                SchedulingPolicy.valueOf(scheduler.policy()).number(),
                flags,
                scheduler.nice(),
                scheduler.priority(),
                scheduler.runtime(),
                scheduler.deadline(),
                scheduler.period());
    }

    private static MemoryPolicy memoryPolicy(LinuxMemoryPolicy policy) {
        int flags = policy.flags().stream()
                .mapToInt(flag -> MemoryPolicyFlag.valueOf(flag).bit())
                .reduce(0, (one, other) -> one | other);
        return new MemoryPolicy(
                MemoryPolicyMode.valueOf(policy.mode()).number() | flags,
                Optional.ofNullable(policy.nodes()).flatMap(NumberSet::parse));
    }
}
