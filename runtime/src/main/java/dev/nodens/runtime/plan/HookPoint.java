package dev.nodens.runtime.plan;

import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Hooks.Hook;
import java.util.List;
import java.util.function.Function;

/** The six points of runtime.md, "Lifecycle", in their order, and what a container is called there. */
public enum HookPoint {
    PRESTART("prestart", "creating", Hooks::prestart),
    CREATE_RUNTIME("createRuntime", "creating", Hooks::createRuntime),
    CREATE_CONTAINER("createContainer", "creating", Hooks::createContainer),
    START_CONTAINER("startContainer", "created", Hooks::startContainer),
    POSTSTART("poststart", "running", Hooks::poststart),
    POSTSTOP("poststop", "stopped", Hooks::poststop);

    private final String field;
    private final String status;
    private final Function<Hooks, List<Hook>> list;

    HookPoint(String field, String status, Function<Hooks, List<Hook>> list) {
        this.field = field;
        this.status = status;
        this.list = list;
    }

    /** Its name in {@code hooks}. */
    public String field() {
        return field;
    }

    /** The status that its hooks read. */
    public String status() {
        return status;
    }

    public List<Hook> of(Hooks hooks) {
        return list.apply(hooks);
    }
}
