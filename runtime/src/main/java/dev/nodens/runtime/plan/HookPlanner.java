package dev.nodens.runtime.plan;

import dev.nodens.runtime.plan.HookPlan.Moment;
import dev.nodens.runtime.plan.HookPlan.Outputs;
import dev.nodens.runtime.plan.HookPlan.PlannedHook;
import dev.nodens.runtime.plan.HookPlan.StateText;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Hooks.Hook;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The part of a plan that is about hooks. */
public final class HookPlanner {

    /** Annotations of crun's: files that the output of hooks is appended to. */
    static final String STDOUT = "run.oci.hooks.stdout";

    static final String STDERR = "run.oci.hooks.stderr";

    private HookPlanner() {}

    /** Plans the hooks that run now, beside this process. */
    public static HookPlan runtime(HookPoint point, Hooks hooks, State state) {
        return new HookPlan(
                planned(point, Moment.RUNTIME, hooks, List.of()),
                List.of(new StateText(Moment.RUNTIME, state.json(), "")),
                outputs(state.annotations()),
                false,
                null);
    }

    /** What a creation has to do with hooks. The pid that those in the container read is their own namespace's. */
    static HookPlan creation(Spec spec, @Nullable RootPlan root, PlanContext context, List<String> env) {
        Hooks hooks = spec.hooks();
        if (hooks == null || hooks.isEmpty()) {
            return HookPlan.NONE;
        }
        State state = state(spec, context);
        List<PlannedHook> inside = new ArrayList<>();
        inside.addAll(planned(HookPoint.CREATE_CONTAINER, Moment.CREATE_CONTAINER, hooks, List.of()));
        inside.addAll(planned(HookPoint.START_CONTAINER, Moment.START_CONTAINER, hooks, env));
        boolean awaited = !hooks.prestart().isEmpty() || !hooks.createRuntime().isEmpty();
        boolean looking = awaited || !hooks.createContainer().isEmpty();
        return new HookPlan(
                inside,
                List.of(
                        around(Moment.CREATE_CONTAINER, state, HookPoint.CREATE_CONTAINER),
                        around(Moment.START_CONTAINER, state, HookPoint.START_CONTAINER)),
                outputs(spec.annotations()),
                awaited,
                looking && root != null && root.fstype().isEmpty() && !root.inHost() ? root.source() : null);
    }

    private static State state(Spec spec, PlanContext context) {
        String bundle = context.options()
                .bundle()
                .orElse(context.stateDirectory())
                .toAbsolutePath()
                .toString();
        return new State(spec.ociVersion(), context.id().value(), "", bundle, spec.annotations(), null);
    }

    private static StateText around(Moment moment, State state, HookPoint point) {
        String json = state.with(point.status(), null).json();
        return new StateText(moment, json.substring(0, json.length() - 1) + ",\"pid\":", "}");
    }

    private static List<PlannedHook> planned(HookPoint point, Moment moment, Hooks hooks, List<String> defaultEnv) {
        List<Hook> list = point.of(hooks);
        return IntStream.range(0, list.size())
                .mapToObj(i -> planned(point.field() + "[" + i + "]", moment, list.get(i), defaultEnv))
                .toList();
    }

    private static PlannedHook planned(String name, Moment moment, Hook hook, List<String> defaultEnv) {
        return new PlannedHook(
                moment,
                hook.timeout() == null ? 0 : hook.timeout(),
                name,
                hook.path(),
                hook.args().isEmpty() ? List.of(hook.path()) : hook.args(),
                hook.env() == null ? defaultEnv : hook.env());
    }

    private static Outputs outputs(Map<String, String> annotations) {
        return new Outputs(annotations.get(STDOUT), annotations.get(STDERR));
    }
}
