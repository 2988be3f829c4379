package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Pipe;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a container tells that it is ready (sd_notify(3)), bound for as long as this is open. Only that word goes on to the
 * service manager, together with the pid that it is to look after from then on: a container is not trusted to name one.
 */
public final class NotifySocket implements AutoCloseable {

    static final String NAME = "notify.sock";

    private static final int O_PATH = 0x200000;
    private static final int POLLIN = 1;
    private static final int MESSAGE_LIMIT = 4096;
    private static final String READY = "READY=";
    private static final Duration BARRIER_PATIENCE = Duration.ofSeconds(30);
    private static final Duration FOREVER = Duration.ofDays(365);

    private final Syscalls syscalls;
    private final Fd socket;
    private final ProcessIdentity process;

    private NotifySocket(Syscalls syscalls, Fd socket, ProcessIdentity process) {
        this.syscalls = syscalls;
        this.socket = socket;
        this.process = process;
    }

    /** Empty where the container was made without one. */
    static Optional<NotifySocket> bind(Syscalls syscalls, Path stateDirectory, ProcessIdentity process) {
        try (Fd directory = syscalls.open(Activation.directory(stateDirectory).toString(), O_PATH, 0)) {
            // A socket's path has only 108 bytes.
            String path = "/proc/self/fd/" + directory.number() + "/" + NAME;
            Fd socket = syscalls.bindDatagrams(path);
            // Whoever the container's process is: the directory is seen by nobody but it.
            Files.setPosixFilePermissions(Path.of(path), PosixFilePermissions.fromString("rwxrwxrwx"));
            return Optional.of(new NotifySocket(syscalls, socket, process));
        } catch (IOException failed) {
            throw new ContainerException(ErrorCode.INTERNAL, "notify socket: " + failed.getMessage(), failed);
        } catch (ErrnoException absent) {
            if (absent.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw absent;
        }
    }

    /**
     * Waits for the container's word and passes it on; returns when that is done, or the container's process has ended.
     *
     * @param manager the service manager's socket, {@code $NOTIFY_SOCKET}: a path, or {@code @} and an abstract name
     */
    public void forward(String manager) {
        try (Fd host = syscalls.connectDatagrams(manager);
                Fd pidfd = process.open(syscalls).orElse(null)) {
            if (pidfd == null) {
                return;
            }
            Optional<String> ready = awaitReady(pidfd);
            if (ready.isPresent()) {
                syscalls.sendmsg(host, bytes(ready.get() + "\n"), List.of());
                syscalls.sendmsg(host, bytes("MAINPID=" + process.pid() + "\n"), List.of());
                awaitBarrier(host);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    private Optional<String> awaitReady(Fd pidfd) {
        ByteBuffer message = ByteBuffer.allocate(MESSAGE_LIMIT);
        while (true) {
            List<Fd> ready = syscalls.poll(List.of(socket, pidfd), POLLIN, FOREVER);
            if (!ready.contains(socket)) {
                return Optional.empty();
            }
            int length = syscalls.read(socket, message.clear());
            Optional<String> word = new String(message.array(), 0, length, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(READY))
                    .findFirst();
            if (word.isPresent()) {
                return word;
            }
        }
    }

    /** Until the manager has closed what it was sent it may not have read the rest (sd_notify_barrier(3)); not all know how. */
    private void awaitBarrier(Fd host) {
        try (Pipe pipe = syscalls.pipe()) {
            syscalls.sendmsg(host, bytes("BARRIER=1"), List.of(pipe.writer()));
            pipe.writer().close();
            syscalls.poll(List.of(pipe.reader()), POLLIN, BARRIER_PATIENCE);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
