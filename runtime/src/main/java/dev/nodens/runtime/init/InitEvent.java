package dev.nodens.runtime.init;

import dev.nodens.runtime.syscall.Fd;

/** What native-init tells of a launch, in the order in which it tells it. Descriptors belong to the receiver. */
public sealed interface InitEvent {

    /** The monitor exists. {@code pid} is 0 where this process's pid namespace can't see it. */
    record MonitorStarted(int pid, Fd pidfd) implements InitEvent {}

    /**
     * The container's init, or the exec'd process, exists.
     *
     * @param pid as the monitor's pid namespace counts
     * @param startTime field 22 of {@code /proc/PID/stat}, in clock ticks
     */
    record ProcessStarted(int pid, long startTime, Fd pidfd) implements InitEvent {}

    /** What makes the container's process from files exists. */
    record RestorerStarted(int pid, Fd pidfd) implements InitEvent {}

    /** It was executed, and waits for what it is to do at the other end of a socket of packets. */
    record Restoring(Fd talk) implements InitEvent {}

    /** Everything is mounted, and init waits for {@link InitProcess#hooksDone}. */
    record HooksDue() implements InitEvent {}

    /** What a message asks for that launches nothing was done. */
    record Done() implements InitEvent {}

    /** The process's seccomp filter is in force: what it is to notify of waits for the answer of who has this. */
    record ListenerOpened(Fd listener) implements InitEvent {}

    /** Everything is made, and init waits at {@code start.sock}. */
    record Created() implements InitEvent {}

    /** The program was executed. */
    record Started() implements InitEvent {}

    /** The process ended: {@code code} is 128 + {@code signal} where a signal ended it. */
    record Exited(int code, int signal) implements InitEvent {}

    /** A stage failed, and nothing is left running. */
    record Failed(InitFailure failure) implements InitEvent {}
}
