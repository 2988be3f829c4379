package dev.nodens.runtime.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@link Syscalls} of the kernel that runs. */
final class LinuxSyscalls implements Syscalls {

    private static final int AT_FDCWD = -100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_MNT_ID_UNIQUE = 0x4000;
    private static final int STATX_BYTES = 256;
    private static final int STX_MNT_ID = 144;
    private static final int MNT_DETACH = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int CLOEXEC_AND_NONBLOCK = 0x80800;
    private static final int MFD_CLOEXEC = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int P_PIDFD = 3;
    private static final int WNOHANG_AND_WEXITED = 1 | 4;
    private static final int CLD_EXITED = 1;
    private static final int PIDFD_SIGNAL_PROCESS_GROUP = 4;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;

    /** Made at the first spawn, because a command that only looks should not wait for jnr. */
    private static final class Spawning {
        static final JnrPosix JNR = new JnrPosix();
    }

    @Override
    public void warm() {
        socketpair().close();
    }

    @Override
    public Fd open(String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocateFrom(path).address();
            return Kernel.owned(Kernel.call(SystemCall.OPENAT, path, AT_FDCWD, text, flags | O_CLOEXEC, mode));
        }
    }

    @Override
    public void mkdir(String path, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            Kernel.call(
                    SystemCall.MKDIRAT, path, AT_FDCWD, arena.allocateFrom(path).address(), mode);
        }
    }

    @Override
    public void rmdir(String path) {
        try (Arena arena = Arena.ofConfined()) {
            Kernel.call(
                    SystemCall.UNLINKAT,
                    path,
                    AT_FDCWD,
                    arena.allocateFrom(path).address(),
                    AT_REMOVEDIR);
        }
    }

    @Override
    public int read(Fd fd, ByteBuffer into) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(into.remaining());
            long length = Kernel.call(SystemCall.READ, fd, fd.number(), bytes.address(), bytes.byteSize());
            into.put(bytes.asSlice(0, length).asByteBuffer());
            return (int) length;
        }
    }

    @Override
    public int pread(Fd fd, ByteBuffer into, long offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(into.remaining());
            long length = Kernel.call(SystemCall.PREAD64, fd, fd.number(), bytes.address(), bytes.byteSize(), offset);
            into.put(bytes.asSlice(0, length).asByteBuffer());
            return (int) length;
        }
    }

    @Override
    public void write(Fd fd, ByteBuffer from) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = Kernel.drained(arena, from);
            for (long done = 0; done < bytes.byteSize(); ) {
                done += Kernel.call(SystemCall.WRITE, fd, fd.number(), bytes.address() + done, bytes.byteSize() - done);
            }
        }
    }

    @Override
    public int fcntl(Fd fd, int command, int argument) {
        return (int) Kernel.call(SystemCall.FCNTL, fd, fd.number(), command, argument);
    }

    @Override
    public void flock(Fd fd, int operation) {
        Kernel.call(SystemCall.FLOCK, fd, fd.number(), operation);
    }

    @Override
    public long mountNumber(Fd fd) {
        try (Arena arena = Arena.ofConfined()) {
            long empty = arena.allocateFrom("").address();
            MemorySegment found = arena.allocate(STATX_BYTES, JAVA_LONG.byteAlignment());
            Kernel.call(SystemCall.STATX, fd, fd.number(), empty, AT_EMPTY_PATH, STATX_MNT_ID_UNIQUE, found.address());
            return found.get(JAVA_LONG, STX_MNT_ID);
        }
    }

    @Override
    public void detach(Fd mount) {
        // a link of procfs leads to the very mount, whatever its path leads to by now
        String link = "/proc/self/fd/" + mount.number();
        try (Arena arena = Arena.ofConfined()) {
            Kernel.call(SystemCall.UMOUNT2, link, arena.allocateFrom(link).address(), MNT_DETACH);
        }
    }

    @Override
    public Fd memfdCreate(String name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocateFrom(name).address();
            return Kernel.owned(Kernel.call(SystemCall.MEMFD_CREATE, name, text, flags | MFD_CLOEXEC));
        }
    }

    @Override
    public Pipe pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            Kernel.call(SystemCall.PIPE2, "pipe", ends.address(), O_CLOEXEC);
            return new Pipe(Kernel.owned(ends.getAtIndex(JAVA_INT, 0)), Kernel.owned(ends.getAtIndex(JAVA_INT, 1)));
        }
    }

    @Override
    public SocketPair socketpair() {
        return Spawning.JNR.socketpair(Kernel::owned);
    }

    @Override
    public SocketPair packetSocketpair() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            Kernel.call(
                    SystemCall.SOCKETPAIR,
                    "AF_UNIX",
                    UnixAddress.AF_UNIX,
                    SOCK_SEQPACKET | O_CLOEXEC,
                    0,
                    ends.address());
            return new SocketPair(
                    Kernel.owned(ends.getAtIndex(JAVA_INT, 0)), Kernel.owned(ends.getAtIndex(JAVA_INT, 1)));
        }
    }

    @Override
    public Fd connect(String path) {
        return SocketCalls.connect(path, SocketCalls.STREAM);
    }

    @Override
    public Fd connectAtOnce(String path) {
        return SocketCalls.connect(path, SocketCalls.STREAM | SocketCalls.NONBLOCK);
    }

    @Override
    public Fd bindDatagrams(String path) {
        return SocketCalls.bind(path, SocketCalls.DATAGRAM);
    }

    @Override
    public Fd connectDatagrams(String path) {
        return SocketCalls.connect(path, SocketCalls.DATAGRAM);
    }

    @Override
    public void sendmsg(Fd socket, ByteBuffer bytes, List<Fd> descriptors) {
        SocketCalls.send(socket, bytes, descriptors);
    }

    @Override
    public Received recvmsg(Fd socket, ByteBuffer into) {
        return SocketCalls.receive(socket, into);
    }

    @Override
    public int posixSpawn(SpawnRequest request) {
        return PosixSpawn.spawn(request);
    }

    @Override
    public WaitStatus waitpid(int pid) {
        return Spawning.JNR.waitpid(pid);
    }

    @Override
    public Optional<WaitStatus> waitid(Fd pidfd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(128, 8);
            Kernel.call(SystemCall.WAITID, pidfd, P_PIDFD, pidfd.number(), info.address(), WNOHANG_AND_WEXITED);
            // siginfo_t: si_signo at 0 (0 = nothing to reap), si_code at 8, si_pid at 16, si_status at 24
            if (info.get(JAVA_INT, 0) == 0) {
                return Optional.empty();
            }
            int status = info.get(JAVA_INT, 24);
            boolean exited = info.get(JAVA_INT, 8) == CLD_EXITED;
            return Optional.of(exited ? WaitStatus.exited(status) : WaitStatus.signalled(status));
        }
    }

    @Override
    public void kill(int pid, int signal) {
        Kernel.call(SystemCall.KILL, "pid " + pid, pid, signal);
    }

    @Override
    public Fd pidfdOpen(int pid) {
        return Kernel.owned(Kernel.call(SystemCall.PIDFD_OPEN, "pid " + pid, pid, 0));
    }

    @Override
    public void pidfdSendSignal(Fd pidfd, int signal) {
        Kernel.call(SystemCall.PIDFD_SEND_SIGNAL, "signal " + signal, pidfd.number(), signal, 0, 0);
    }

    @Override
    public void pidfdSendSignalToGroup(Fd pidfd, int signal) {
        Kernel.call(
                SystemCall.PIDFD_SEND_SIGNAL,
                "signal " + signal,
                pidfd.number(),
                signal,
                0,
                PIDFD_SIGNAL_PROCESS_GROUP);
    }

    @Override
    public Fd epollCreate() {
        return Kernel.owned(Kernel.call(SystemCall.EPOLL_CREATE1, "epoll", O_CLOEXEC));
    }

    @Override
    public void epollAdd(Fd epoll, Fd fd, int events, long token) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = EpollEvents.one(arena, events, token);
            Kernel.call(SystemCall.EPOLL_CTL, fd, epoll.number(), EPOLL_CTL_ADD, fd.number(), event.address());
        }
    }

    @Override
    public void epollRemove(Fd epoll, Fd fd) {
        Kernel.call(SystemCall.EPOLL_CTL, fd, epoll.number(), EPOLL_CTL_DEL, fd.number(), 0);
    }

    @Override
    public List<ReadyFd> epollWait(Fd epoll, int limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment events = EpollEvents.room(arena, limit);
            long found = Kernel.call(SystemCall.EPOLL_PWAIT, epoll, epoll.number(), events.address(), limit, -1, 0, 8);
            return EpollEvents.read(events, (int) found);
        }
    }

    @Override
    public List<Fd> poll(List<Fd> fds, int events, Duration timeout) {
        try (Arena arena = Arena.ofConfined()) {
            // struct pollfd: fd at 0, events at 4, revents at 6
            MemorySegment table = arena.allocate(8L * fds.size(), 4);
            for (int i = 0; i < fds.size(); i++) {
                table.set(JAVA_INT, 8L * i, fds.get(i).number());
                table.set(JAVA_SHORT, 8L * i + 4, (short) events);
            }
            // ppoll(2) writes the time that is left into its argument, so that a call made again waits no longer.
            MemorySegment left = arena.allocateFrom(JAVA_LONG, timeout.toSeconds(), timeout.toNanosPart());
            Kernel.call(SystemCall.PPOLL, "descriptors", table.address(), fds.size(), left.address(), 0, 8);
            return IntStream.range(0, fds.size())
                    .filter(i -> table.get(JAVA_SHORT, 8L * i + 6) != 0)
                    .mapToObj(fds::get)
                    .toList();
        }
    }

    @Override
    public Fd eventfd() {
        return Kernel.owned(Kernel.call(SystemCall.EVENTFD2, "eventfd", 0, CLOEXEC_AND_NONBLOCK));
    }

    @Override
    public Fd bpfProgLoad(int type, ByteBuffer instructions, String license, String name) {
        return Kernel.owned(BpfCalls.load(type, instructions, license, name));
    }

    @Override
    public void bpfProgAttach(Fd target, Fd program, int attachType, int flags) {
        BpfCalls.attach(target, program.number(), attachType, flags, 0);
    }

    @Override
    public void bpfProgReplace(Fd target, Fd program, Fd former, int attachType) {
        BpfCalls.attach(target, program.number(), attachType, BpfCalls.ALLOW_MULTI_AND_REPLACE, former.number());
    }

    @Override
    public List<Integer> bpfProgQuery(Fd target, int attachType) {
        return BpfCalls.query(target, attachType);
    }

    @Override
    public Fd bpfProgById(int id) {
        return Kernel.owned(BpfCalls.byId(id));
    }

    @Override
    public String bpfProgName(Fd program) {
        return BpfCalls.name(program);
    }
}
