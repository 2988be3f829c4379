package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;

/** What is said of a container that is not what a call needs. Clients of OCI runtimes look for these very phrases. */
public final class Refusals {

    private Refusals() {}

    /** containerd and Podman take {@code does not exist} for the end of their search. */
    public static ContainerException absent(ContainerId id) {
        return new ContainerException(ErrorCode.NOT_FOUND, "container does not exist: \"" + id + "\"");
    }

    /** containerd's shim takes {@code container not running} for a process that has ended already, as it wished. */
    static ContainerException notRunning(StoredContainer container) {
        return new ContainerException(ErrorCode.WRONG_STATE, "container not running: \"" + container.id() + "\"");
    }
}
