package dev.nodens.runtime.bootstrap;

import dev.nodens.protocol.HookMoment;
import dev.nodens.protocol.WhenFull;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions;
import dev.nodens.runtime.mount.MountFlag;
import dev.nodens.runtime.mount.MountKind;
import dev.nodens.runtime.plan.HookPlan;
import dev.nodens.runtime.plan.Mode;
import dev.nodens.runtime.plan.StreamPlan;
import java.util.Set;

/** The protocol's number for each of the plan's words. */
final class ProtocolValues {

    /** USER.umask: 0022. */
    static final int DEFAULT_UMASK = 0xffff_ffff;

    private ProtocolValues() {}

    static int of(Mode mode) {
        return switch (mode) {
            case RUN -> dev.nodens.protocol.Mode.RUN.number();
            case CREATE -> dev.nodens.protocol.Mode.CREATE.number();
            case EXEC -> dev.nodens.protocol.Mode.EXEC.number();
        };
    }

    static int of(LaunchOptions.Supervision supervision) {
        return switch (supervision) {
            case NONE -> dev.nodens.protocol.Supervision.NONE.number();
            case RESIDENT -> dev.nodens.protocol.Supervision.RESIDENT.number();
            case FOREGROUND -> dev.nodens.protocol.Supervision.FOREGROUND.number();
        };
    }

    static int of(StreamPlan.StdinSource source) {
        return switch (source) {
            case INHERIT -> dev.nodens.protocol.StdinSource.INHERIT.number();
            case NULL_DEVICE -> dev.nodens.protocol.StdinSource.NULL_DEVICE.number();
            case ATTACHED -> dev.nodens.protocol.StdinSource.ATTACHED.number();
        };
    }

    static int of(LogOptions.WhenFull whenFull) {
        return switch (whenFull) {
            case BLOCK -> WhenFull.BLOCK.number();
            case DROP_OLDEST -> WhenFull.DROP_OLDEST.number();
        };
    }

    static int of(MountKind kind) {
        return switch (kind) {
            case FILESYSTEM -> dev.nodens.protocol.MountKind.FILESYSTEM.number();
            case BIND -> dev.nodens.protocol.MountKind.BIND.number();
            case REMOUNT -> dev.nodens.protocol.MountKind.REMOUNT.number();
        };
    }

    static int of(HookPlan.Moment moment) {
        return switch (moment) {
            case RUNTIME -> HookMoment.RUNTIME.number();
            case CREATE_CONTAINER -> HookMoment.CREATE_CONTAINER.number();
            case START_CONTAINER -> HookMoment.START_CONTAINER.number();
        };
    }

    static int of(Set<MountFlag> flags) {
        return flags.stream().mapToInt(ProtocolValues::of).reduce(0, (all, bit) -> all | bit);
    }

    private static int of(MountFlag flag) {
        return switch (flag) {
            case RECURSIVE -> dev.nodens.protocol.MountFlag.RECURSIVE.number();
            case COPY_UP -> dev.nodens.protocol.MountFlag.COPY_UP.number();
            case IDMAP -> dev.nodens.protocol.MountFlag.IDMAP.number();
            case IDMAP_RECURSIVE -> dev.nodens.protocol.MountFlag.IDMAP_RECURSIVE.number();
            case OPTIONAL -> dev.nodens.protocol.MountFlag.OPTIONAL.number();
            case SOURCE_NOFOLLOW -> dev.nodens.protocol.MountFlag.SOURCE_NOFOLLOW.number();
            case SOURCE_IN_ROOT -> dev.nodens.protocol.MountFlag.SOURCE_IN_ROOT.number();
            case INHERIT_MODE -> dev.nodens.protocol.MountFlag.INHERIT_MODE.number();
            case LAST -> dev.nodens.protocol.MountFlag.LAST.number();
        };
    }
}
