package dev.nodens.runtime.bootstrap;

import dev.nodens.protocol.Attribute;
import dev.nodens.protocol.Bootstrap;
import dev.nodens.protocol.Mode;
import dev.nodens.runtime.plan.MountingPlan;
import java.util.ArrayList;
import java.util.List;

/** The message that changes mounts of a container that runs. */
final class MountingMessage {

    private MountingMessage() {}

    static BootstrapMessage of(MountingPlan plan) {
        List<BootstrapMessage.Entry> entries = new ArrayList<>();
        entries.add(entry(Attribute.NS_PATHS, Value.of(plan.joined().joinedPaths())));
        entries.add(entry(Attribute.VERSION, Value.of(Bootstrap.TABLE_VERSION)));
        entries.add(entry(Attribute.MODE, Value.of(Mode.MOUNT.number())));
        entries.addAll(LaunchMessage.hostNamespaces(plan.host()));
        entries.addAll(RootMessage.mounts(plan.mounts()));
        plan.unmounts().forEach(path -> entries.add(entry(Attribute.UNMOUNT, Value.of(path))));
        return new BootstrapMessage(entries);
    }

    private static BootstrapMessage.Entry entry(Attribute attribute, Value value) {
        return new BootstrapMessage.Entry(attribute, List.of(value));
    }
}
