package dev.nodens.runtime.error;

/** Every kind of failure, once. The category decides what a caller does next. */
public enum ErrorCode {
    /** An id that can't name a directory and a cgroup. */
    INVALID_ID(Category.INVALID_SPEC),
    /** A field of config.json is missing, of another type, or says what the runtime-spec or the kernel does not allow. */
    INVALID_SPEC(Category.INVALID_SPEC),
    /** A path of a namespace that is missing, no namespace, or one of another type. */
    INVALID_NAMESPACE(Category.INVALID_SPEC),
    /** {@code root.path} is no directory. */
    ROOTFS_NOT_FOUND(Category.INVALID_SPEC),
    /** {@code executable file not found in $PATH}; shells say 127. */
    COMMAND_NOT_FOUND(Category.INVALID_SPEC),
    /** {@code permission denied}; shells say 126. */
    COMMAND_NOT_EXECUTABLE(Category.INVALID_SPEC),
    /** A hook could not be executed, did not succeed, or took too long; its message names it. */
    HOOK_FAILED(Category.TRANSIENT),
    /** There is a container of that id in the state root. */
    ALREADY_EXISTS(Category.CONFLICT),
    /** There is no container of that id in the state root. */
    NOT_FOUND(Category.CONFLICT),
    /** The container is not in a state in which this can be done. */
    WRONG_STATE(Category.CONFLICT),
    /** The kernel or the node lacks what the spec needs. */
    UNSUPPORTED(Category.UNSUPPORTED_NODE),
    /** A limit or a right of this node stands in the way: out of pids, no such permission. */
    RESOURCE_UNAVAILABLE(Category.TRANSIENT),
    /** A file of the state directory can't be read as what it should be. */
    DAMAGED_STATE(Category.INTERNAL),
    /** Our own fault, or the kernel's. */
    INTERNAL(Category.INTERNAL);

    /** What a caller does about it. */
    public enum Category {
        /** Wait for another spec. */
        INVALID_SPEC,
        /** Look again: the world is not what the caller thought. */
        CONFLICT,
        /** Try again, with backoff. */
        TRANSIENT,
        /** Try again rarely, and say so. */
        UNSUPPORTED_NODE,
        /** Report it. */
        INTERNAL
    }

    private final Category category;

    ErrorCode(Category category) {
        this.category = category;
    }

    /** What a caller does about it. */
    public Category category() {
        return category;
    }
}
