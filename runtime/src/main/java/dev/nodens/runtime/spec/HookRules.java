package dev.nodens.runtime.spec;

import static dev.nodens.runtime.spec.Rules.require;

import java.util.List;

/** config.md, "POSIX-platform Hooks". */
final class HookRules {

    private HookRules() {}

    static void check(Hooks hooks, Judge judge) {
        check("hooks.prestart", hooks.prestart(), judge);
        check("hooks.createRuntime", hooks.createRuntime(), judge);
        check("hooks.createContainer", hooks.createContainer(), judge);
        check("hooks.startContainer", hooks.startContainer(), judge);
        check("hooks.poststart", hooks.poststart(), judge);
        check("hooks.poststop", hooks.poststop(), judge);
    }

    private static void check(String field, List<Hooks.Hook> hooks, Judge judge) {
        for (int i = 0; i < hooks.size(); i++) {
            String place = field + "[" + i + "]";
            Hooks.Hook hook = hooks.get(i);
            judge.check(() -> check(place, hook));
        }
    }

    private static void check(String field, Hooks.Hook hook) {
        Rules.absolutePath(field + ".path", hook.path());
        for (int i = 0; i < hook.args().size(); i++) {
            Rules.execString(field + ".args[" + i + "]", hook.args().get(i));
        }
        ProcessRules.env(field + ".env", hook.env() == null ? List.of() : hook.env(), Judge.STRICT);
        if (hook.timeout() != null) {
            require(hook.timeout() > 0, field + ".timeout", "must be greater than 0", hook.timeout());
        }
    }
}
