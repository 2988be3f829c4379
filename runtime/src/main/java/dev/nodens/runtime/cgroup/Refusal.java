package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;

/** The two ways in which a resource can't be had: nowhere, because it makes no sense; or not on this host. */
final class Refusal {

    private static final String RESOURCES = "$.linux.resources.";

    private Refusal() {}

    static ContainerException invalid(String field, Object found, String rule) {
        return new ContainerException(ErrorCode.INVALID_SPEC, RESOURCES + field + ": \"" + found + "\" " + rule);
    }

    /** Somebody else could have it. */
    static ContainerException denied(String field, String why) {
        return new ContainerException(ErrorCode.UNSUPPORTED, "$.linux." + field + ": " + why);
    }

    static ContainerException unsupported(String field, String why) {
        return new ContainerException(ErrorCode.UNSUPPORTED, RESOURCES + field + ": " + why);
    }
}
