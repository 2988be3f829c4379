package dev.nodens.runtime.hook;

import dev.nodens.runtime.bootstrap.BootstrapEncoder;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.init.InitBinary;
import dev.nodens.runtime.init.InitProcess;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.plan.HookPlan;
import dev.nodens.runtime.plan.HookPlanner;
import dev.nodens.runtime.plan.HookPoint;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.State;
import dev.nodens.runtime.syscall.Syscalls;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Runs hooks by a native-init of their own, which keeps this process's descriptors from them, ends them in time with their
 * process groups, and ends with them when this process dies.
 */
public final class HookRunner {

    private static final Logger LOG = System.getLogger(HookRunner.class.getName());

    private final Syscalls syscalls;
    private final InitBinary binary;
    private final List<Namespace> host;

    /**
     * @param host namespaces that hooks run in where this process lives in others
     */
    public HookRunner(Syscalls syscalls, InitBinary binary, List<Namespace> host) {
        this.syscalls = syscalls;
        this.binary = binary;
        this.host = List.copyOf(host);
    }

    /**
     * Runs the hooks of a point in their order, and waits for each.
     *
     * @param state the container's, its pid as the host counts; its status is the point's
     * @throws ContainerException HOOK_FAILED where one fails; those after it do not run
     */
    public void run(HookPoint point, Hooks hooks, State state) {
        if (!point.of(hooks).isEmpty()) {
            run(HookPlanner.runtime(point, hooks, state.with(point.status(), state.pid())));
        }
    }

    /** Runs all of them, also behind one that fails: that is only logged. */
    public void runAll(HookPoint point, Hooks hooks, State state) {
        if (point.of(hooks).isEmpty()) {
            return;
        }
        HookPlan all = HookPlanner.runtime(point, hooks, state.with(point.status(), state.pid()));
        for (HookPlan.PlannedHook hook : all.hooks()) {
            try {
                run(new HookPlan(List.of(hook), all.states(), all.outputs(), false, null));
            } catch (ContainerException failed) {
                LOG.log(Level.WARNING, "container \"" + state.id() + "\": " + failed.getMessage());
            }
        }
    }

    private void run(HookPlan plan) {
        InitProcess.perform(syscalls, binary, ByteBuffer.wrap(BootstrapEncoder.encode(plan, host)));
    }
}
