package dev.nodens.runtime.mount;

/** What is done to make a mount. */
public enum MountKind {
    /** A new mount of a file system. */
    FILESYSTEM,
    /** A directory or file of the host, once more. */
    BIND,
    /** Other attributes for what is mounted at the target. */
    REMOUNT
}
