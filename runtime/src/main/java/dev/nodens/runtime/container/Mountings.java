package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.bootstrap.BootstrapEncoder;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.init.InitBinary;
import dev.nodens.runtime.init.InitProcess;
import dev.nodens.runtime.plan.MountingPlan;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;

/** Mounts of containers that run. They are in no record: the kernel forgets them with the container's mount namespace. */
final class Mountings {

    private final Syscalls syscalls;
    private final InitBinary binary;
    private final StateObserver observer;
    private final Planning planning;

    Mountings(Syscalls syscalls, InitBinary binary, StateObserver observer, Planning planning) {
        this.syscalls = syscalls;
        this.binary = binary;
        this.observer = observer;
        this.planning = planning;
    }

    void add(StoredContainer container, Mount mount) {
        perform(planning.mount(container, mount, livePid(container)));
    }

    void remove(StoredContainer container, String destination) {
        perform(planning.unmount(container, destination, livePid(container)));
    }

    private void perform(MountingPlan plan) {
        InitProcess.perform(syscalls, binary, ByteBuffer.wrap(BootstrapEncoder.encode(plan)));
    }

    private int livePid(StoredContainer container) {
        ContainerState state = observer.observe(container);
        if (state.livePid() == 0) {
            throw new ContainerException(
                    ErrorCode.WRONG_STATE,
                    "container \"" + container.id() + "\" is " + state.status()
                            + ", and must be created, running or paused");
        }
        return state.livePid();
    }
}
