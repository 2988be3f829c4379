package dev.nodens.runtime.init;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** {@code start.sock} in a state directory, at which the init of a created container waits. */
public final class StartSocket {

    private static final int O_PATH = 0x200000;
    private static final byte START = 's';

    private final Syscalls syscalls;
    private final Path stateDirectory;

    public StartSocket(Syscalls syscalls, Path stateDirectory) {
        this.syscalls = syscalls;
        this.stateDirectory = stateDirectory;
    }

    /** Whether an init waits there. It was executed, or is gone, where nobody accepts. */
    public boolean isWaitedAt() {
        Optional<Fd> connection = connect();
        connection.ifPresent(Fd::close);
        return connection.isPresent();
    }

    /** Lets init execute its program, and returns when it has; false where none waits. */
    public boolean start() {
        Optional<Fd> socket = connect();
        if (socket.isEmpty()) {
            return false;
        }
        try (FrameChannel channel = new FrameChannel(syscalls, socket.get())) {
            channel.sendRaw(ByteBuffer.wrap(new byte[] {START}));
            channel.receive().map(InitEvents::of).ifPresent(StartSocket::fail);
            return true;
        }
    }

    private static void fail(InitEvent event) {
        throw event instanceof InitEvent.Failed(InitFailure failure)
                ? failure.exception()
                : new ContainerException(ErrorCode.INTERNAL, "start was answered by " + event);
    }

    private Optional<Fd> connect() {
        try (Fd directory = syscalls.open(stateDirectory.toString(), O_PATH, 0)) {
            return Optional.of(syscalls.connect("/proc/self/fd/" + directory.number() + "/start.sock"));
        } catch (ErrnoException nobody) {
            if (nobody.errno() == Errno.ENOENT || nobody.errno() == Errno.ECONNREFUSED) {
                return Optional.empty();
            }
            throw nobody;
        }
    }
}
