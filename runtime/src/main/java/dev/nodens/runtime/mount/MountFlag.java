package dev.nodens.runtime.mount;

/** What is asked of a mount besides its attributes. */
public enum MountFlag {
    /** BIND: the whole tree below the source. */
    RECURSIVE,
    /** FILESYSTEM tmpfs: it starts with what the target held. */
    COPY_UP,
    /** A user namespace maps the mount's ids: the container's, or one with the mount's own mappings. */
    IDMAP,
    /** The same for the whole tree. */
    IDMAP_RECURSIVE,
    /** A missing source is no error. */
    OPTIONAL,
    /** BIND: the last part of the source must not be a symbolic link. */
    SOURCE_NOFOLLOW,
    /** BIND: the source is in the container's root, with all that is mounted there by then. */
    SOURCE_IN_ROOT,
    /** FILESYSTEM: its root gets the mode of the directory that it covers. */
    INHERIT_MODE,
    /** REMOUNT: when the root is complete, with its devices and what hooks put there. */
    LAST
}
