package dev.nodens.runtime.plan;

import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.plan.StreamPlan.StdinSource;
import dev.nodens.runtime.plan.StreamPlan.Terminal;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecValidator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns a Spec into a plan. A Spec that breaks a rule is refused with INVALID_SPEC, and one that asks for what is not done
 * here with UNSUPPORTED; nothing that was asked for is left out.
 */
public final class LaunchPlanner {

    /** The annotations that change what a container may do; a dot at the end = all that start so. */
    public static final List<String> ANNOTATIONS = List.of(HookPlanner.STDOUT, HookPlanner.STDERR);

    private LaunchPlanner() {}

    /** Whether this version does everything that a Spec asks for, right or wrong. */
    public static boolean supports(Spec spec) {
        try {
            Unsupported.refuse(spec);
            return true;
        } catch (ContainerException refused) {
            return false;
        }
    }

    /**
     * Plans a new container.
     *
     * @param mode RUN or CREATE
     */
    public static LaunchPlan plan(Mode mode, Spec given, PlanContext context) {
        SpecValidator.validate(given);
        Unsupported.refuse(given);
        Spec spec = RootPaths.translated(given, context);
        Process process = Objects.requireNonNull(spec.process());
        Namespaces namespaces = NamespacePlanner.namespaces(spec);
        NamespacePlan namespacePlan = NamespacePlanner.plan(spec, namespaces, context.host());
        if (context.host().rootless()) {
            RootlessRules.check(spec, namespacePlan);
        }
        RootPlan root = RootPlanner.plan(spec, namespaces, context);
        ProcessPlan planned = new ProcessPlanner(namespaces, context)
                .plan(process, Personalities.of(spec), SchedulingPlanner.plan(spec, process));
        return new LaunchPlan(
                mode,
                context.options().supervision(),
                context.id(),
                context.stateDirectory(),
                namespacePlan,
                context.cgroups(),
                streams(process, context),
                root,
                null,
                planned,
                HookPlanner.creation(spec, root, context, planned.env()));
    }

    /**
     * Plans one more process in a running container: it joins every namespace that the container has of its own.
     *
     * @param spec the container's
     * @param given what it does not say is as the container's own process has it
     * @param pid a process of the container, for its namespaces; as the launcher's pid namespace counts
     */
    public static LaunchPlan planExec(Spec spec, Process given, int pid, PlanContext context) {
        Process process = Exec.completed(given, spec);
        SpecValidator.validateExec(process);
        Namespaces namespaces = NamespacePlanner.joinedOf(pid, NamespacePlanner.namespaces(spec));
        return new LaunchPlan(
                Mode.EXEC,
                context.options().supervision(),
                context.id(),
                context.stateDirectory(),
                NamespacePlanner.planExec(namespaces, context.host()),
                context.cgroups(),
                streams(process, context),
                null,
                RootPlanner.isInHost(spec, namespaces) ? "/proc/" + pid + "/root" : null,
                new ProcessPlanner(namespaces, context)
                        .plan(process, Personalities.of(spec), SchedulingPlanner.planExec(spec, process)),
                HookPlan.NONE);
    }

    private static StreamPlan streams(Process process, PlanContext context) {
        LaunchOptions options = context.options();
        return new StreamPlan(
                process.terminal() ? terminal(process.consoleSize()) : null,
                context.switches().consoleFd(),
                options.log().orElse(null),
                options.supervision() == Supervision.RESIDENT ? stdin(options) : StdinSource.INHERIT,
                context.switches().preserveFds());
    }

    private static Terminal terminal(Process.@Nullable ConsoleSize size) {
        return size == null ? new Terminal(0, 0) : new Terminal(size.height(), size.width());
    }

    private static StdinSource stdin(LaunchOptions options) {
        return switch (options.stdin()) {
            case NULL_DEVICE -> StdinSource.NULL_DEVICE;
            case ATTACHED -> StdinSource.ATTACHED;
        };
    }
}
