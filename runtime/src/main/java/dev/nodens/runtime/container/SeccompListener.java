package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.ContainerProcessState;
import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.State;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Hands the listener of a container's seccomp filter to the agent that {@code linux.seccomp.listenerPath} names. */
final class SeccompListener {

    private final Syscalls syscalls;
    private final StoredContainer container;
    private final Spec spec;

    SeccompListener(Syscalls syscalls, StoredContainer container, Spec spec) {
        this.syscalls = syscalls;
        this.container = container;
        this.spec = spec;
    }

    /** Of a container that is being made. */
    void sendOfInit(Fd listener, int pid) {
        send(listener, pid, "creating", pid);
    }

    /** Of one more process of a container that runs. */
    void sendOfExec(Fd listener, int pid, int containerPid) {
        send(listener, pid, "running", containerPid);
    }

    private void send(Fd listener, int pid, String status, int containerPid) {
        LinuxSeccomp seccomp = Objects.requireNonNull(
                spec.linux() == null ? null : spec.linux().seccomp());
        String path = Objects.requireNonNull(seccomp.listenerPath());
        State state = new State(
                spec.ociVersion(),
                container.id(),
                status,
                container.bundlePath().toAbsolutePath().toString(),
                container.annotations(),
                containerPid);
        String message = ContainerProcessState.ofListener(pid, seccomp.listenerMetadata(), state)
                .json();
        try (listener;
                Fd socket = syscalls.connect(path)) {
            syscalls.sendmsg(socket, ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), List.of(listener));
        } catch (ErrnoException failed) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    "$.linux.seccomp.listenerPath: \"" + path + "\": "
                            + failed.errno().text(),
                    failed);
        }
    }
}
