package dev.nodens.runtime.mount;

/**
 * Attributes to change, as mount_setattr(2) takes them; what is cleared is cleared first.
 *
 * @param set {@code MOUNT_ATTR_*} bits
 * @param clear {@code MOUNT_ATTR_*} bits
 */
public record MountAttributes(long set, long clear) {

    public static final MountAttributes NONE = new MountAttributes(0, 0);
}
