package dev.nodens.runtime.init;

import dev.nodens.protocol.Operation;
import dev.nodens.protocol.Stage;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.syscall.Errno;

/**
 * Where a launch broke.
 *
 * @param object the path or name concerned
 */
public record InitFailure(Stage stage, Operation operation, Errno errno, String object) {

    /** What it means to whoever asked for the launch. */
    public ContainerException exception() {
        return FailureTable.exception(this);
    }
}
