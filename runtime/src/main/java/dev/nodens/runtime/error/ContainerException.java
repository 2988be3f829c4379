package dev.nodens.runtime.error;

import org.jspecify.annotations.Nullable;

/** The one exception of this module's door. Its message says where, what was found, and what is allowed or to be done. */
public final class ContainerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public ContainerException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public ContainerException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What kind of failure it is. */
    public ErrorCode code() {
        return code;
    }
}
