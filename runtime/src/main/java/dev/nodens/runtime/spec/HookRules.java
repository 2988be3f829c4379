package dev.nodens.runtime.spec;

import static dev.nodens.runtime.spec.Rules.require;

import java.util.List;

/** config.md, "POSIX-platform Hooks". */
final class HookRules {

    private HookRules() {}

    static void check(Hooks hooks) {
        check("hooks.prestart", hooks.prestart());
        check("hooks.createRuntime", hooks.createRuntime());
        check("hooks.createContainer", hooks.createContainer());
        check("hooks.startContainer", hooks.startContainer());
        check("hooks.poststart", hooks.poststart());
        check("hooks.poststop", hooks.poststop());
    }

    private static void check(String field, List<Hooks.Hook> hooks) {
        for (int i = 0; i < hooks.size(); i++) {
            check(field + "[" + i + "]", hooks.get(i));
        }
    }

    private static void check(String field, Hooks.Hook hook) {
        Rules.absolutePath(field + ".path", hook.path());
        for (int i = 0; i < hook.args().size(); i++) {
            Rules.execString(field + ".args[" + i + "]", hook.args().get(i));
        }
        ProcessRules.env(field + ".env", hook.env() == null ? List.of() : hook.env());
        if (hook.timeout() != null) {
            require(hook.timeout() > 0, field + ".timeout", "must be greater than 0", hook.timeout());
        }
    }
}
