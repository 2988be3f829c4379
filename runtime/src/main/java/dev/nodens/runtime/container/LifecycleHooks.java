package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.hook.HookRunner;
import dev.nodens.runtime.plan.HookPoint;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.State;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The hooks that run beside this process; native-init sees to those in the container. */
final class LifecycleHooks {

    private static final Logger LOG = System.getLogger(LifecycleHooks.class.getName());

    private final ContainerStore store;
    private final HookRunner runner;

    LifecycleHooks(ContainerStore store, HookRunner runner) {
        this.store = store;
        this.runner = runner;
    }

    /** While its init waits, with everything mounted. */
    void creating(StoredContainer container, Spec spec, int pid) {
        Hooks hooks = spec.hooks();
        if (hooks != null) {
            State state = state(container, spec, pid);
            runner.run(HookPoint.PRESTART, hooks, state);
            runner.run(HookPoint.CREATE_RUNTIME, hooks, state);
        }
    }

    void started(StoredContainer container, int pid) {
        if (container.hooked()) {
            started(container, store.config(container), pid);
        }
    }

    void started(StoredContainer container, Spec spec, int pid) {
        if (spec.hooks() != null) {
            runner.run(HookPoint.POSTSTART, spec.hooks(), state(container, spec, pid));
        }
    }

    /** Everything of it is gone but what is written down: a deletion that is cut off here runs them once more. */
    void deleted(StoredContainer container) {
        if (!container.hooked()) {
            return;
        }
        try {
            deleted(container, store.config(container));
        } catch (ContainerException damaged) {
            LOG.log(Level.WARNING, "container \"" + container.id() + "\": no poststop hooks: " + damaged.getMessage());
        }
    }

    void deleted(StoredContainer container, Spec spec) {
        if (spec.hooks() != null) {
            runner.runAll(HookPoint.POSTSTOP, spec.hooks(), state(container, spec, null));
        }
    }

    private static State state(StoredContainer container, Spec spec, @Nullable Integer pid) {
        String bundle = container.bundlePath().toAbsolutePath().toString();
        return new State(spec.ociVersion(), container.id(), "", bundle, container.annotations(), pid);
    }
}
