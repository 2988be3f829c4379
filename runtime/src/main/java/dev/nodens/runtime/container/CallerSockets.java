package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The caller's sockets, connected before anything is made: a wrong path must not be a reason to take it back.
 *
 * @param console gets the master side of the process's pty, from native-init ({@code --console-socket})
 * @param pidfd gets the process's pidfd, from us ({@code --pidfd-socket})
 */
record CallerSockets(Syscalls syscalls, Optional<Fd> console, Optional<Fd> pidfd) implements AutoCloseable {

    /** Which process a pidfd is of, in runc's words. */
    enum Kind {
        INIT("standard"),
        EXEC("setns");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    static CallerSockets connect(Syscalls syscalls, OciOptions oci) {
        Optional<Fd> console = oci.consoleSocket().map(path -> connect(syscalls, "console socket", path));
        try {
            return new CallerSockets(
                    syscalls, console, oci.pidfdSocket().map(path -> connect(syscalls, "pidfd socket", path)));
        } catch (RuntimeException refused) {
            console.ifPresent(Fd::close);
            throw refused;
        }
    }

    /** What native-init needs of them. */
    List<Fd> inherited() {
        return console.stream().toList();
    }

    void send(Kind kind, Fd process) {
        pidfd.ifPresent(socket -> syscalls.sendmsg(
                socket, ByteBuffer.wrap(kind.word.getBytes(StandardCharsets.UTF_8)), List.of(process)));
    }

    @Override
    public void close() {
        console.ifPresent(Fd::close);
        pidfd.ifPresent(Fd::close);
    }

    /** Whoever listens there is a stranger, who need not take connections: that is no reason to wait for ever. */
    private static Fd connect(Syscalls syscalls, String what, Path socket) {
        try {
            return syscalls.connectAtOnce(socket.toString());
        } catch (ErrnoException failed) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    what + " \"" + socket + "\": " + failed.errno().text(),
                    failed);
        }
    }
}
