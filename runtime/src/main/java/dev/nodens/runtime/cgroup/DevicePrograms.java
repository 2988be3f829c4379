package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The {@link DeviceProgram}s that were loaded last. Checking and compiling one takes the kernel half a millisecond, and
 * most containers have the same rules: each is loaded once, and attached to all of their cgroups.
 */
final class DevicePrograms implements AutoCloseable {

    private static final int REMEMBERED = 16;

    /** By which ours is known among others: BPF_OBJ_NAME_LEN is 16. */
    static final String NAME = "nodens_devices";

    /** The kernel's verifier gives up (EAGAIN) when its thread gets a signal, as those of a JVM do at any time. */
    private static final int ATTEMPTS = 8;

    private final Syscalls syscalls;
    private final Map<DeviceRules, Fd> loaded = new LinkedHashMap<>(REMEMBERED, 0.75f, true);

    DevicePrograms(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /** Lends the rules' program. Attached, it lives as the cgroup does, whatever becomes of this descriptor. */
    synchronized void lend(DeviceRules rules, Consumer<Fd> use) {
        Fd program = loaded.get(rules);
        if (program == null) {
            program = load(rules);
            makeRoom();
            loaded.put(rules, program);
        }
        use.accept(program);
    }

    private Fd load(DeviceRules rules) {
        for (int attempt = 1; ; attempt++) {
            try {
                return syscalls.bpfProgLoad(
                        DeviceProgram.PROGRAM_TYPE, DeviceProgram.assemble(rules), "Apache-2.0", NAME);
            } catch (ErrnoException e) {
                if (e.errno() != Errno.EAGAIN || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void makeRoom() {
        if (loaded.size() == REMEMBERED) {
            Iterator<Fd> eldest = loaded.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
    }

    @Override
    public synchronized void close() {
        loaded.values().forEach(Fd::close);
        loaded.clear();
    }
}
