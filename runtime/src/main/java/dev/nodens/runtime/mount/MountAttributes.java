package dev.nodens.runtime.mount;

/**
 * Attributes to change, as mount_setattr(2) takes them; what is cleared is cleared first.
 *
 * @param set {@code MOUNT_ATTR_*} bits
 * @param clear {@code MOUNT_ATTR_*} bits
 */
public record MountAttributes(long set, long clear) {

    public static final MountAttributes NONE = new MountAttributes(0, 0);

    /** Read-only, and nothing else changed. */
    public static final MountAttributes READ_ONLY = new MountAttributes(1, 0);

    /** All that mount(2) knows as on or off, turned off. */
    public static final MountAttributes PLAIN = new MountAttributes(0, 0x20_000f);

    /** The same, as far as a user namespace may: what else came from another one is locked (mount_namespaces(7)). */
    public static final MountAttributes PLAIN_UNLESS_LOCKED = new MountAttributes(0, 0x20_0000);

    /** The three bits of the access time setting, which stay in {@code clear} beside what is set of them. */
    private static final long ATIME = 0x70;

    /** This change and then that one: the later of two opposites holds. */
    public MountAttributes then(MountAttributes later) {
        long cleared = (clear | later.clear) & ~(later.set & ~ATIME);
        return new MountAttributes((set & ~later.clear) | later.set, cleared);
    }

    public MountAttributes without(MountAttributes other) {
        return new MountAttributes(set & ~other.set, clear & ~other.clear);
    }

    public boolean isReadOnly() {
        return (set & READ_ONLY.set) != 0;
    }
}
