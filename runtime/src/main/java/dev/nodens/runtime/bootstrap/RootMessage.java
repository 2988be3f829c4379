package dev.nodens.runtime.bootstrap;

import dev.nodens.protocol.Attribute;
import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.mount.MountPlan;
import dev.nodens.runtime.namespace.IdMappings;
import dev.nodens.runtime.plan.RootPlan;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The attributes of the root file system and of what is in it, in the order in which native-init makes them. */
final class RootMessage {

    private final List<BootstrapMessage.Entry> entries = new ArrayList<>();

    private RootMessage() {}

    static List<BootstrapMessage.Entry> of(RootPlan root) {
        RootMessage message = new RootMessage();
        message.root(root);
        root.bareMounts().forEach(path -> message.put(Attribute.UNMOUNT, Value.of(path)));
        message.mountsOf(root.mounts());
        root.devices().forEach(message::device);
        root.symlinks().forEach(link -> message.put(Attribute.SYMLINK, Value.of(link.target()), Value.of(link.path())));
        root.maskedPaths().forEach(path -> message.put(Attribute.MASKED_PATH, Value.of(path)));
        root.readonlyPaths().forEach(path -> message.put(Attribute.READONLY_PATH, Value.of(path)));
        return message.entries;
    }

    static List<BootstrapMessage.Entry> mounts(List<MountPlan> mounts) {
        RootMessage message = new RootMessage();
        message.mountsOf(mounts);
        return message.entries;
    }

    /** Mounts with the same mappings share a namespace. */
    private void mountsOf(List<MountPlan> mounts) {
        List<IdMappings> ids = mounts.stream()
                .map(MountPlan::ids)
                .filter(map -> !map.equals(IdMappings.NONE))
                .distinct()
                .toList();
        mounts.forEach(mount -> mount(mount, ids.indexOf(mount.ids()) + 1));
        ids.forEach(map -> put(Attribute.MOUNT_IDS, Value.of(map.uidMap()), Value.of(map.gidMap())));
    }

    private void root(RootPlan root) {
        if (root.scratch() != null) {
            put(Attribute.SCRATCH, Value.of(root.scratch()));
        }
        put(
                Attribute.ROOT,
                Value.of(root.propagation()),
                Value.of(root.finalPropagation()),
                Value.of(root.readonly()),
                Value.of(root.pivot()),
                Value.of(root.source()),
                Value.of(root.fstype()),
                options(root.options()));
        if (root.inHost()) {
            put(Attribute.HOST_ROOT, Value.of(true));
            put(Attribute.ROOT_PLACE, Value.of(root.source()));
        }
    }

    /**
     * @param ids which of the MOUNT_IDS; 0 = none
     */
    private void mount(MountPlan mount, int ids) {
        put(
                Attribute.MOUNT,
                Value.of(ProtocolValues.of(mount.kind())),
                Value.of(ProtocolValues.of(mount.flags())),
                Value.of(mount.attributes().set()),
                Value.of(mount.attributes().clear()),
                Value.of(mount.recursiveAttributes().set()),
                Value.of(mount.recursiveAttributes().clear()),
                Value.of(mount.propagation()),
                Value.of(ids),
                Value.of(mount.source()),
                Value.of(mount.target()),
                Value.of(mount.fstype()),
                options(mount.options()));
    }

    private void device(RootPlan.DevicePlan device) {
        put(
                Attribute.DEVICE,
                Value.of(device.mode()),
                Value.of(device.major()),
                Value.of(device.minor()),
                Value.of((int) device.uid()),
                Value.of((int) device.gid()),
                Value.of(device.path()));
    }

    /** Pairs of NUL-ended strings. */
    private static Value options(List<FilesystemOption> options) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (FilesystemOption option : options) {
            bytes.writeBytes(option.key().getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
            bytes.writeBytes(option.value().getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return Value.of(bytes.toByteArray());
    }

    private void put(Attribute attribute, Value... values) {
        entries.add(new BootstrapMessage.Entry(attribute, List.of(values)));
    }
}
