package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.file.Path;

/** The caller's socket that gets the master side of a container's pty ({@code --console-socket}). */
final class ConsoleSocket {

    private ConsoleSocket() {}

    /** Whoever listens there is a stranger, who need not take connections: that is no reason to wait for ever. */
    static Fd connect(Syscalls syscalls, Path socket) {
        try {
            return syscalls.connectAtOnce(socket.toString());
        } catch (ErrnoException failed) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    "console socket \"" + socket + "\": " + failed.errno().text(),
                    failed);
        }
    }
}
