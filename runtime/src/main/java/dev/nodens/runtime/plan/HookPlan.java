package dev.nodens.runtime.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hooks that native-init runs, and what it does for those that it doesn't.
 *
 * @param hooks those of a moment run in this order until one fails
 * @param states what the hooks of each moment read
 * @param outputs where all they write goes
 * @param awaited whether init waits, when all is mounted, until hooks of this process's side have run
 * @param rootPlace directory of the host where hooks look for the root; null = it need not be anywhere
 */
public record HookPlan(
        List<PlannedHook> hooks,
        List<StateText> states,
        Outputs outputs,
        boolean awaited,
        @Nullable String rootPlace) {

    public static final HookPlan NONE = new HookPlan(List.of(), List.of(), Outputs.KEPT, false, null);

    /** When hooks run, and where. */
    public enum Moment {
        /** At once, where native-init was spawned. */
        RUNTIME,
        /** In the container's namespaces, before its root is entered. */
        CREATE_CONTAINER,
        /** In the container, before its program is executed. */
        START_CONTAINER
    }

    /**
     * One program.
     *
     * @param timeout seconds; 0 = none
     * @param name what a failure calls it, such as {@code poststart[0]}
     * @param args with its first element
     */
    public record PlannedHook(
            Moment moment, int timeout, String name, String path, List<String> args, List<String> env) {

        public PlannedHook {
            args = List.copyOf(args);
            env = List.copyOf(env);
        }
    }

    /**
     * A state as JSON.
     *
     * @param before all of it; or what stands before the pid that only native-init will know
     * @param after what stands behind that pid; else empty
     */
    public record StateText(Moment moment, String before, String after) {}

    /**
     * Files of the host that output is appended to.
     *
     * @param out null = the end of it is kept for a failure's message; so is err
     */
    public record Outputs(@Nullable String out, @Nullable String err) {

        public static final Outputs KEPT = new Outputs(null, null);
    }

    public HookPlan {
        hooks = List.copyOf(hooks);
        states = List.copyOf(states);
    }
}
