package dev.nodens.runtime.mount;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every mount option that is not the file system's own, by its name in upper case, and what it does. The names are those
 * of mount(8) and of the OCI runtime-spec (config.md, "Linux mount options"); the figures are those of mount_setattr(2) and
 * mount(2).
 */
public enum MountOption {
    BIND(new Effect.Kind(MountKind.BIND, Set.of())),
    RBIND(new Effect.Kind(MountKind.BIND, Set.of(MountFlag.RECURSIVE))),
    REMOUNT(new Effect.Kind(MountKind.REMOUNT, Set.of())),

    RO(Effect.set(Bits.RDONLY)),
    RW(Effect.clear(Bits.RDONLY)),
    NOSUID(Effect.set(Bits.NOSUID)),
    SUID(Effect.clear(Bits.NOSUID)),
    NODEV(Effect.set(Bits.NODEV)),
    DEV(Effect.clear(Bits.NODEV)),
    NOEXEC(Effect.set(Bits.NOEXEC)),
    EXEC(Effect.clear(Bits.NOEXEC)),
    NODIRATIME(Effect.set(Bits.NODIRATIME)),
    DIRATIME(Effect.clear(Bits.NODIRATIME)),
    NOSYMFOLLOW(Effect.set(Bits.NOSYMFOLLOW)),
    SYMFOLLOW(Effect.clear(Bits.NOSYMFOLLOW)),
    RELATIME(Effect.atime(Bits.RELATIME)),
    NOATIME(Effect.atime(Bits.NOATIME)),
    STRICTATIME(Effect.atime(Bits.STRICTATIME)),
    ATIME(Effect.atime(Bits.RELATIME)),
    NOSTRICTATIME(Effect.atime(Bits.RELATIME)),
    NORELATIME(new Effect.Nothing()),

    RRO(Effect.set(Bits.RDONLY).onTree()),
    RRW(Effect.clear(Bits.RDONLY).onTree()),
    RNOSUID(Effect.set(Bits.NOSUID).onTree()),
    RSUID(Effect.clear(Bits.NOSUID).onTree()),
    RNODEV(Effect.set(Bits.NODEV).onTree()),
    RDEV(Effect.clear(Bits.NODEV).onTree()),
    RNOEXEC(Effect.set(Bits.NOEXEC).onTree()),
    REXEC(Effect.clear(Bits.NOEXEC).onTree()),
    RNODIRATIME(Effect.set(Bits.NODIRATIME).onTree()),
    RDIRATIME(Effect.clear(Bits.NODIRATIME).onTree()),
    RNOSYMFOLLOW(Effect.set(Bits.NOSYMFOLLOW).onTree()),
    RSYMFOLLOW(Effect.clear(Bits.NOSYMFOLLOW).onTree()),
    RRELATIME(Effect.atime(Bits.RELATIME).onTree()),
    RNOATIME(Effect.atime(Bits.NOATIME).onTree()),
    RSTRICTATIME(Effect.atime(Bits.STRICTATIME).onTree()),
    RATIME(Effect.atime(Bits.RELATIME).onTree()),
    RNOSTRICTATIME(Effect.atime(Bits.RELATIME).onTree()),
    RNORELATIME(new Effect.Nothing()),

    PRIVATE(new Effect.Propagation(Bits.MS_PRIVATE)),
    SLAVE(new Effect.Propagation(Bits.MS_SLAVE)),
    SHARED(new Effect.Propagation(Bits.MS_SHARED)),
    UNBINDABLE(new Effect.Propagation(Bits.MS_UNBINDABLE)),
    RPRIVATE(new Effect.Propagation(Bits.MS_PRIVATE | Bits.MS_REC)),
    RSLAVE(new Effect.Propagation(Bits.MS_SLAVE | Bits.MS_REC)),
    RSHARED(new Effect.Propagation(Bits.MS_SHARED | Bits.MS_REC)),
    RUNBINDABLE(new Effect.Propagation(Bits.MS_UNBINDABLE | Bits.MS_REC)),

    SYNC(new Effect.Superblock("sync")),
    ASYNC(new Effect.Superblock("async")),
    DIRSYNC(new Effect.Superblock("dirsync")),
    MAND(new Effect.Superblock("mand")),
    NOMAND(new Effect.Superblock("nomand")),
    LAZYTIME(new Effect.Superblock("lazytime")),
    NOLAZYTIME(new Effect.Superblock("nolazytime")),
    IVERSION(new Effect.Superblock("iversion")),
    NOIVERSION(new Effect.Superblock("noiversion")),

    TMPCOPYUP(new Effect.Flag(MountFlag.COPY_UP)),
    IDMAP(new Effect.Flag(MountFlag.IDMAP)),
    RIDMAP(new Effect.Flag(MountFlag.IDMAP_RECURSIVE)),

    DEFAULTS(new Effect.Nothing()),
    SILENT(new Effect.Nothing()),
    LOUD(new Effect.Nothing());

    private static final Map<String, MountOption> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(MountOption::optionName, Function.identity()));

    private final Effect effect;

    MountOption(Effect effect) {
        this.effect = effect;
    }

    public Effect effect() {
        return effect;
    }

    public String optionName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The option of that name; empty for one that is the file system's own. */
    public static Optional<MountOption> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** What an option does. */
    public sealed interface Effect {

        /** Makes it another kind of mount. */
        record Kind(MountKind kind, Set<MountFlag> flags) implements Effect {}

        /**
         * Sets and clears {@code MOUNT_ATTR_*} bits.
         *
         * @param tree on every mount of the tree, not just the topmost
         */
        record Attribute(MountAttributes change, boolean tree) implements Effect {
            Attribute onTree() {
                return new Attribute(change, true);
            }
        }

        /**
         * @param bits {@code MS_*} propagation
         */
        record Propagation(int bits) implements Effect {}

        /** A flag of the file system as a whole, which the kernel takes by fsconfig(2) and does not know for a bind mount. */
        record Superblock(String key) implements Effect {}

        record Flag(MountFlag flag) implements Effect {}

        /** It is what happens anyway, or has no meaning to the kernel. */
        record Nothing() implements Effect {}

        private static Attribute set(long bits) {
            return new Attribute(new MountAttributes(bits, 0), false);
        }

        private static Attribute clear(long bits) {
            return new Attribute(new MountAttributes(0, bits), false);
        }

        /** The access time settings are one field of three bits: the kernel wants all of it cleared whenever it is set. */
        private static Attribute atime(long setting) {
            return new Attribute(new MountAttributes(setting, Bits.ATIME), false);
        }
    }

    /** linux/mount.h. An interface, since an enum's constants can't use static fields of their own. */
    private interface Bits {
        long RDONLY = 0x1;
        long NOSUID = 0x2;
        long NODEV = 0x4;
        long NOEXEC = 0x8;
        long ATIME = 0x70;
        long RELATIME = 0;
        long NOATIME = 0x10;
        long STRICTATIME = 0x20;
        long NODIRATIME = 0x80;
        long NOSYMFOLLOW = 0x20_0000;

        int MS_REC = 1 << 14;
        int MS_UNBINDABLE = 1 << 17;
        int MS_PRIVATE = 1 << 18;
        int MS_SLAVE = 1 << 19;
        int MS_SHARED = 1 << 20;
    }
}
