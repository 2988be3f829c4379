package dev.nodens.runtime.syscall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxSyscallsTest {

    private static final int O_RDONLY = 0;
    private static final int F_GETFD = 1;
    private static final int F_ADD_SEALS = 1033;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int F_SEAL_WRITE = 8;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final int POLLIN = 1;
    private static final int SIGKILL = 9;

    private final Syscalls syscalls = Syscalls.linux();

    @Test
    void namesTheCallTheObjectAndTheReason() {
        ErrnoException thrown = assertThrows(ErrnoException.class, () -> syscalls.open("/no/such/file", O_RDONLY, 0));
        assertEquals("openat \"/no/such/file\": no such file or directory", thrown.getMessage());
        assertEquals(Errno.ENOENT, thrown.errno());
    }

    @Test
    void opensEverythingCloseOnExec() {
        try (Pipe pipe = syscalls.pipe();
                SocketPair sockets = syscalls.socketpair();
                Fd memory = syscalls.memfdCreate("test", 0)) {
            List.of(pipe.reader(), pipe.writer(), sockets.ours(), sockets.theirs(), memory)
                    .forEach(fd -> assertEquals(1, syscalls.fcntl(fd, F_GETFD, 0)));
        }
    }

    @Test
    void keepsASealedFileFromBeingWritten() {
        try (Fd memory = syscalls.memfdCreate("test", MFD_ALLOW_SEALING)) {
            syscalls.write(memory, bytes("before"));
            syscalls.fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE);
            ErrnoException thrown = assertThrows(ErrnoException.class, () -> syscalls.write(memory, bytes("after")));
            assertEquals(Errno.EPERM, thrown.errno());
        }
    }

    @Test
    void sendsDescriptorsThroughASocket() {
        try (SocketPair sockets = syscalls.socketpair();
                Pipe pipe = syscalls.pipe()) {
            syscalls.sendmsg(sockets.ours(), bytes("x"), List.of(pipe.writer(), pipe.reader()));
            ByteBuffer into = ByteBuffer.allocate(16);
            Received received = syscalls.recvmsg(sockets.theirs(), into);
            assertEquals(1, received.length());
            assertEquals(2, received.descriptors().size());
            syscalls.write(received.descriptors().getFirst(), bytes("through"));
            ByteBuffer read = ByteBuffer.allocate(16);
            assertEquals(7, syscalls.read(pipe.reader(), read));
            received.descriptors().forEach(Fd::close);
        }
    }

    @Test
    void spawnsAProgramWithItsStreamsItsEnvironmentAndNothingElse() {
        try (Pipe pipe = syscalls.pipe();
                Fd none = syscalls.open("/dev/null", O_RDONLY, 0)) {
            List<String> argv = List.of("sh", "-c", "echo $WORD; exit 7");
            int pid = syscalls.posixSpawn(new SpawnRequest(
                    "/bin/sh", argv, Map.of("WORD", "hello"), List.of(none, pipe.writer()), List.of()));
            assertEquals(new WaitStatus(7, 0), syscalls.waitpid(pid));
            ByteBuffer read = ByteBuffer.allocate(16);
            assertEquals(6, syscalls.read(pipe.reader(), read));
            assertEquals("hello\n", new String(read.array(), 0, 6, UTF_8));
        }
    }

    /** What libc reads in the child is not the garbage collector's: seen otherwise, a few in a thousand. */
    @Test
    void spawnsWhileGarbageIsCollected() throws InterruptedException {
        AtomicBoolean spawning = new AtomicBoolean(true);
        Thread collector = Thread.ofPlatform().start(() -> {
            while (spawning.get()) {
                System.gc();
            }
        });
        try {
            for (int i = 0; i < 300; i++) {
                int pid = syscalls.posixSpawn(new SpawnRequest(
                        "/bin/true", List.of("true", "-" + i), Map.of("NUMBER", "" + i), List.of(), List.of()));
                assertEquals(new WaitStatus(0, 0), syscalls.waitpid(pid));
            }
        } finally {
            spawning.set(false);
            collector.join();
        }
    }

    /** A shell that runs something in the background has it ignore SIGINT and SIGQUIT, and a JVM blocks some of its own. */
    @Test
    void givesAProgramEverySignalAtItsDefault() {
        try (Pipe pipe = syscalls.pipe();
                Fd none = syscalls.open("/dev/null", O_RDONLY, 0)) {
            List<String> argv = List.of("grep", "-E", "Sig(Blk|Ign)", "/proc/self/status");
            int pid = syscalls.posixSpawn(
                    new SpawnRequest("/bin/grep", argv, Map.of(), List.of(none, pipe.writer()), List.of()));
            assertEquals(new WaitStatus(0, 0), syscalls.waitpid(pid));
            ByteBuffer read = ByteBuffer.allocate(128);
            int length = syscalls.read(pipe.reader(), read);
            assertEquals(
                    "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n",
                    new String(read.array(), 0, length, UTF_8));
        }
    }

    @Test
    void keepsTheNumbersOfInheritedDescriptors() {
        try (Pipe pipe = syscalls.pipe()) {
            List<String> argv = List.of(
                    "sh", "-c", "echo hello >/proc/self/fd/" + pipe.writer().number());
            int pid =
                    syscalls.posixSpawn(new SpawnRequest("/bin/sh", argv, Map.of(), List.of(), List.of(pipe.writer())));
            assertEquals(new WaitStatus(0, 0), syscalls.waitpid(pid));
            assertEquals(6, syscalls.read(pipe.reader(), ByteBuffer.allocate(16)));
        }
    }

    @Test
    void reportsAProgramThatIsNotThere() {
        ErrnoException thrown = assertThrows(
                ErrnoException.class,
                () -> syscalls.posixSpawn(
                        new SpawnRequest("/no/such/program", List.of("x"), Map.of(), List.of(), List.of())));
        assertEquals(Errno.ENOENT, thrown.errno());
    }

    @Test
    void reapsByPidfdOnlyWhatHasEnded() {
        int pid = syscalls.posixSpawn(
                new SpawnRequest("/bin/sleep", List.of("sleep", "60"), Map.of(), List.of(), List.of()));
        try (Fd pidfd = syscalls.pidfdOpen(pid)) {
            assertEquals(Optional.empty(), syscalls.waitid(pidfd));
            assertEquals(List.of(), syscalls.poll(List.of(pidfd), POLLIN, Duration.ZERO));
            syscalls.pidfdSendSignal(pidfd, SIGKILL);
            assertEquals(List.of(pidfd), syscalls.poll(List.of(pidfd), POLLIN, Duration.ofSeconds(10)));
            assertEquals(Optional.of(new WaitStatus(128 + SIGKILL, SIGKILL)), syscalls.waitid(pidfd));
        }
    }

    @Test
    void tellsWhichDescriptorIsReady() {
        try (Fd epoll = syscalls.epollCreate();
                Pipe quiet = syscalls.pipe();
                Pipe busy = syscalls.pipe()) {
            syscalls.epollAdd(epoll, quiet.reader(), POLLIN, 1);
            syscalls.epollAdd(epoll, busy.reader(), POLLIN, 1L << 40);
            syscalls.write(busy.writer(), bytes("x"));
            assertEquals(List.of(new ReadyFd(1L << 40, POLLIN)), syscalls.epollWait(epoll, 8));
        }
    }

    @Test
    void locksAFileAgainstOtherOpens(@TempDir Path directory) {
        String path = directory.toString();
        try (Fd first = syscalls.open(path, O_RDONLY, 0);
                Fd second = syscalls.open(path, O_RDONLY, 0)) {
            syscalls.flock(first, LOCK_EX_NB);
            ErrnoException thrown = assertThrows(ErrnoException.class, () -> syscalls.flock(second, LOCK_EX_NB));
            assertEquals(Errno.EAGAIN, thrown.errno());
        }
    }

    @Test
    void refusesASocketPathThatWouldBeCut() {
        ErrnoException thrown = assertThrows(ErrnoException.class, () -> syscalls.connect("/" + "x".repeat(107)));
        assertEquals(Errno.ENAMETOOLONG, thrown.errno());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
