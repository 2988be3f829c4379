package dev.nodens.runtime.syscall;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The system calls that this module makes, in the words of their man pages. A call that fails throws {@link
 * ErrnoException}; one that a signal interrupted is made again. Descriptors that come back are close-on-exec. Buffers are
 * read or filled from their position, which moves on. Calls may block the calling thread, also a virtual one's carrier.
 */
public interface Syscalls {

    /** The calls of the kernel that runs; loads jnr-posix only when a program is first spawned, unless {@link #warm}ed. */
    static Syscalls linux() {
        return new LinuxSyscalls();
    }

    /** Loads now what would make the first spawn slow (jnr generates its classes for most of a second). */
    void warm();

    /** open(2): {@code flags} are O_* bits; {@code mode} counts with O_CREAT and O_TMPFILE only. */
    Fd open(String path, int flags, int mode);

    /** mkdir(2). */
    void mkdir(String path, int mode);

    /** rmdir(2). */
    void rmdir(String path);

    /** read(2): bytes read; 0 = end of file. */
    int read(Fd fd, ByteBuffer into);

    /** pread(2): bytes read from that offset on; 0 = end of file. */
    int pread(Fd fd, ByteBuffer into, long offset);

    /** write(2), repeated until everything was written. */
    void write(Fd fd, ByteBuffer from);

    /** fcntl(2) with an integer argument. */
    int fcntl(Fd fd, int command, int argument);

    /** flock(2): {@code operation} is LOCK_SH, LOCK_EX or LOCK_UN; waits. Ends with the last copy of the descriptor. */
    void flock(Fd fd, int operation);

    /**
     * statx(2): the number of the mount that a descriptor is on. Since Linux 6.8 no other mount has it until the next boot
     * (STATX_MNT_ID_UNIQUE); before, one may that is made when this one is gone.
     */
    long mountNumber(Fd fd);

    /** umount2(2) with MNT_DETACH: takes away the mount at whose root a descriptor is, and all that is mounted in it. */
    void detach(Fd mount);

    /** memfd_create(2). */
    Fd memfdCreate(String name, int flags);

    /** pipe2(2): what is written to the second is read from the first. */
    Pipe pipe();

    /** socketpair(2): AF_UNIX, SOCK_STREAM. */
    SocketPair socketpair();

    /** socketpair(2): AF_UNIX, SOCK_SEQPACKET. */
    SocketPair packetSocketpair();

    /** socket(2) and connect(2): AF_UNIX, SOCK_STREAM. A path has at most 107 bytes (unix(7)). */
    Fd connect(String path);

    /** {@link #connect} without waiting: EAGAIN where the queue of the one who listens is full. The socket never waits either. */
    Fd connectAtOnce(String path);

    /** socket(2) and bind(2): AF_UNIX, SOCK_DGRAM. A path has at most 107 bytes (unix(7)). */
    Fd bindDatagrams(String path);

    /** socket(2) and connect(2): AF_UNIX, SOCK_DGRAM. A path that starts with {@code @} is an abstract name. */
    Fd connectDatagrams(String path);

    /** sendmsg(2) with {@code descriptors} by SCM_RIGHTS on the first byte, repeated until everything was sent. */
    void sendmsg(Fd socket, ByteBuffer bytes, List<Fd> descriptors);

    /** recvmsg(2), taking at most 8 descriptors. */
    Received recvmsg(Fd socket, ByteBuffer into);

    /**
     * posix_spawn(3).
     *
     * @return the child's pid
     */
    int posixSpawn(SpawnRequest request);

    /** waitpid(2), by jnr-posix: waits for one child of this process and reaps it. */
    WaitStatus waitpid(int pid);

    /** waitid(2) with P_PIDFD: reaps the child if it has ended; empty where it still runs. Never waits. */
    Optional<WaitStatus> waitid(Fd pidfd);

    /** kill(2). Only for processes that can't have been replaced by others meanwhile: children and members of a frozen cgroup. */
    void kill(int pid, int signal);

    /** pidfd_open(2). */
    Fd pidfdOpen(int pid);

    /** pidfd_send_signal(2): never hits another process that got the same pid later. */
    void pidfdSendSignal(Fd pidfd, int signal);

    /** pidfd_send_signal(2) with PIDFD_SIGNAL_PROCESS_GROUP, to the group that the process leads; EINVAL before Linux 6.9. */
    void pidfdSendSignalToGroup(Fd pidfd, int signal);

    /** epoll_create1(2). */
    Fd epollCreate();

    /** epoll_ctl(2) with EPOLL_CTL_ADD; {@code token} comes back with each event. */
    void epollAdd(Fd epoll, Fd fd, int events, long token);

    /** epoll_ctl(2) with EPOLL_CTL_DEL. */
    void epollRemove(Fd epoll, Fd fd);

    /** epoll_wait(2), without a limit of time: at least one event, at most {@code limit}. */
    List<ReadyFd> epollWait(Fd epoll, int limit);

    /** poll(2): those that are ready for one of {@code events}, failed or hung up; empty where the time was up first. */
    List<Fd> poll(List<Fd> fds, int events, Duration timeout);

    /** eventfd(2) at 0, EFD_NONBLOCK. */
    Fd eventfd();

    /**
     * bpf(2) BPF_PROG_LOAD.
     *
     * @param instructions {@code struct bpf_insn}s
     * @param name at most 15 characters
     */
    Fd bpfProgLoad(int type, ByteBuffer instructions, String license, String name);

    /** bpf(2) BPF_PROG_ATTACH. */
    void bpfProgAttach(Fd target, Fd program, int attachType, int flags);

    /** bpf(2) BPF_PROG_ATTACH with BPF_F_ALLOW_MULTI and BPF_F_REPLACE (Linux 5.6): never both, never neither. */
    void bpfProgReplace(Fd target, Fd program, Fd former, int attachType);

    /** bpf(2) BPF_PROG_QUERY: the ids of what is attached to the target itself. */
    List<Integer> bpfProgQuery(Fd target, int attachType);

    /** bpf(2) BPF_PROG_GET_FD_BY_ID. */
    Fd bpfProgById(int id);

    /** bpf(2) BPF_OBJ_GET_INFO_BY_FD: what the program was called when it was loaded. */
    String bpfProgName(Fd program);
}
