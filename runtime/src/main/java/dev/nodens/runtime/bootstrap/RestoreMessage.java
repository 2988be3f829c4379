package dev.nodens.runtime.bootstrap;

import dev.nodens.protocol.Attribute;
import dev.nodens.protocol.Bootstrap;
import dev.nodens.protocol.Mode;
import dev.nodens.runtime.plan.RestorePlan;
import java.util.ArrayList;
import java.util.List;

/** The message that has a container made from files. */
final class RestoreMessage {

    private static final int MS_SLAVE_REC = 1 << 19 | 1 << 14;

    private final List<BootstrapMessage.Entry> entries = new ArrayList<>();

    private RestoreMessage() {}

    static BootstrapMessage of(RestorePlan plan) {
        RestoreMessage message = new RestoreMessage();
        message.put(Attribute.VERSION, Value.of(Bootstrap.TABLE_VERSION));
        message.put(Attribute.MODE, Value.of(Mode.RESTORE.number()));
        message.put(Attribute.SUPERVISION, Value.of(ProtocolValues.of(plan.supervision())));
        message.put(Attribute.CONTAINER_ID, Value.of(plan.id().value()));
        message.put(Attribute.STATE_DIR, Value.of(plan.stateDirectory().toString()));
        message.entries.addAll(LaunchMessage.cgroupEntries(plan.cgroups()));
        message.entries.addAll(LaunchMessage.streamEntries(plan.streams()));
        if (plan.loopback()) {
            message.put(Attribute.LOOPBACK, Value.of(true));
        }
        message.root(plan);
        message.restorer(plan.restorer());
        return new BootstrapMessage(message.entries);
    }

    private void restorer(RestorePlan.Restorer restorer) {
        restorer.args().forEach(arg -> put(Attribute.ARG, Value.of(arg)));
        restorer.env().forEach(variable -> put(Attribute.ENV, Value.of(variable)));
        restorer.descriptors().forEach(number -> put(Attribute.RESTORER_FD, Value.of(number)));
        restorer.directories().forEach(path -> put(Attribute.RESTORER_DIR, Value.of(path.toString())));
    }

    private void root(RestorePlan plan) {
        put(
                Attribute.ROOT,
                Value.of(MS_SLAVE_REC),
                Value.of(0),
                Value.of(false),
                Value.of(true),
                Value.of(plan.root()),
                Value.of(""),
                Value.of(new byte[0]));
        entries.addAll(RootMessage.mounts(plan.mountPoints()));
        put(Attribute.ROOT_PLACE, Value.of(plan.rootPlace().toString()));
    }

    private void put(Attribute attribute, Value... values) {
        entries.add(new BootstrapMessage.Entry(attribute, List.of(values)));
    }
}
