package dev.nodens.runtime.bootstrap;

import dev.nodens.protocol.Attribute;
import dev.nodens.protocol.Bootstrap;
import dev.nodens.protocol.Mode;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.plan.HookPlan;
import dev.nodens.runtime.plan.HookPlan.PlannedHook;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The attributes of hooks. */
final class HookMessage {

    private final List<BootstrapMessage.Entry> entries = new ArrayList<>();

    private HookMessage() {}

    /** Hooks as a message of their own: they run at once, in the namespaces of the host. */
    static BootstrapMessage of(HookPlan plan, List<Namespace> host) {
        HookMessage message = new HookMessage();
        message.put(Attribute.VERSION, Value.of(Bootstrap.TABLE_VERSION));
        message.put(Attribute.MODE, Value.of(Mode.HOOKS.number()));
        message.entries.addAll(LaunchMessage.hostNamespaces(host));
        message.entries.addAll(of(plan));
        return new BootstrapMessage(message.entries);
    }

    /** As a part of a launch. */
    static List<BootstrapMessage.Entry> of(HookPlan plan) {
        HookMessage message = new HookMessage();
        plan.hooks().forEach(message::hook);
        plan.states().stream()
                .filter(state -> plan.hooks().stream().anyMatch(hook -> hook.moment() == state.moment()))
                .forEach(message::state);
        message.text(Attribute.HOOK_STDOUT, plan.outputs().out());
        message.text(Attribute.HOOK_STDERR, plan.outputs().err());
        if (plan.awaited()) {
            message.put(Attribute.AWAIT_HOOKS, Value.of(true));
        }
        message.text(Attribute.ROOT_PLACE, plan.rootPlace());
        return message.entries;
    }

    private void hook(PlannedHook hook) {
        put(
                Attribute.HOOK,
                Value.of(ProtocolValues.of(hook.moment())),
                Value.of(hook.timeout()),
                Value.of(hook.args().size()),
                Value.of(hook.name()),
                Value.of(hook.path()),
                strings(hook));
    }

    private void state(HookPlan.StateText state) {
        put(
                Attribute.HOOK_STATE,
                Value.of(ProtocolValues.of(state.moment())),
                Value.of(state.before()),
                Value.of(state.after()));
    }

    private static Value strings(PlannedHook hook) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (List<String> strings : List.of(hook.args(), hook.env())) {
            for (String string : strings) {
                bytes.writeBytes(string.getBytes(StandardCharsets.UTF_8));
                bytes.write(0);
            }
        }
        return Value.of(bytes.toByteArray());
    }

    private void text(Attribute attribute, @Nullable String text) {
        if (text != null) {
            put(attribute, Value.of(text));
        }
    }

    private void put(Attribute attribute, Value... values) {
        entries.add(new BootstrapMessage.Entry(attribute, List.of(values)));
    }
}
