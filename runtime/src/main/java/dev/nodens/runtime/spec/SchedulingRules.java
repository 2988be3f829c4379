package dev.nodens.runtime.spec;

import static dev.nodens.runtime.spec.Rules.require;

import dev.nodens.runtime.scheduling.IoClass;
import dev.nodens.runtime.scheduling.MemoryPolicyFlag;
import dev.nodens.runtime.scheduling.MemoryPolicyMode;
import dev.nodens.runtime.scheduling.NumberSet;
import dev.nodens.runtime.scheduling.SchedulingFlag;
import dev.nodens.runtime.scheduling.SchedulingPolicy;
import org.jspecify.annotations.Nullable;

/** config.md, "Linux Process": scheduler, ioPriority, execCPUAffinity; and config-linux.md, "Memory policy". */
final class SchedulingRules {

    private static final int FIRST_NICE = -20;
    private static final int LAST_NICE = 19;
    private static final int LAST_PRIORITY = 99;
    private static final int LAST_IO_LEVEL = 7;

    private SchedulingRules() {}

    static void check(Process process) {
        if (process.scheduler() != null) {
            scheduler(process.scheduler());
        }
        Process.IoPriority io = process.ioPriority();
        if (io != null) {
            require(io.clazz() != null, "process.ioPriority.class", "must be given");
            Rules.word(IoClass.class, "process.ioPriority.class", io.clazz());
            Rules.range("process.ioPriority.priority", io.priority(), 0, LAST_IO_LEVEL);
        }
        Process.CpuAffinity affinity = process.execCPUAffinity();
        if (affinity != null) {
            numbers("process.execCPUAffinity.initial", affinity.initial());
            numbers("process.execCPUAffinity.final", affinity.finalList());
        }
    }

    private static void scheduler(Scheduler scheduler) {
        String field = "process.scheduler";
        SchedulingPolicy policy = Rules.word(SchedulingPolicy.class, field + ".policy", scheduler.policy());
        Rules.words(SchedulingFlag.class, field + ".flags", scheduler.flags());
        Rules.range(field + ".nice", scheduler.nice(), FIRST_NICE, LAST_NICE);
        if (policy.isRealTime()) {
            Rules.range(field + ".priority", scheduler.priority(), 1, LAST_PRIORITY);
        } else {
            require(scheduler.priority() == 0, field + ".priority", "must be 0 with " + policy, scheduler.priority());
        }
        if (policy == SchedulingPolicy.SCHED_DEADLINE) {
            deadline(field, scheduler);
        } else {
            String rule = "must be given with SCHED_DEADLINE only";
            require(scheduler.runtime() == 0, field + ".runtime", rule);
            require(scheduler.deadline() == 0, field + ".deadline", rule);
            require(scheduler.period() == 0, field + ".period", rule);
        }
    }

    /** sched(7): runtime &lt;= deadline &lt;= period, where a period of 0 is the deadline. */
    private static void deadline(String field, Scheduler scheduler) {
        require(scheduler.runtime() != 0, field + ".runtime", "must be given with SCHED_DEADLINE");
        require(
                Long.compareUnsigned(scheduler.runtime(), scheduler.deadline()) <= 0,
                field + ".runtime",
                "must be at most the deadline " + Long.toUnsignedString(scheduler.deadline()),
                Long.toUnsignedString(scheduler.runtime()));
        require(
                scheduler.period() == 0 || Long.compareUnsigned(scheduler.deadline(), scheduler.period()) <= 0,
                field + ".deadline",
                "must be at most the period " + Long.toUnsignedString(scheduler.period()),
                Long.toUnsignedString(scheduler.deadline()));
    }

    static void memoryPolicy(@Nullable LinuxMemoryPolicy policy) {
        if (policy == null) {
            return;
        }
        String field = "linux.memoryPolicy";
        MemoryPolicyMode mode = Rules.word(MemoryPolicyMode.class, field + ".mode", policy.mode());
        Rules.words(MemoryPolicyFlag.class, field + ".flags", policy.flags());
        numbers(field + ".nodes", policy.nodes());
        switch (mode.nodes()) {
            case NONE -> require(policy.nodes() == null, field + ".nodes", "must not be given with " + mode);
            case SOME -> require(policy.nodes() != null, field + ".nodes", "must be given with " + mode);
            case ANY -> {}
        }
        boolean bothKinds = policy.flags().contains(MemoryPolicyFlag.MPOL_F_STATIC_NODES.name())
                && policy.flags().contains(MemoryPolicyFlag.MPOL_F_RELATIVE_NODES.name());
        require(!bothKinds, field + ".flags", "must not have both MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES");
    }

    private static void numbers(String field, @Nullable String list) {
        require(
                list == null || NumberSet.parse(list).isPresent(),
                field,
                "must be a list of numbers below " + NumberSet.LIMIT + " such as 0-3,7",
                String.valueOf(list));
    }
}
