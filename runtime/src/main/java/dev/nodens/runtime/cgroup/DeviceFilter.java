package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.Optional;

/** A cgroup's {@link DeviceProgram} in the kernel. Others may have theirs attached too (systemd has): then all must agree. */
final class DeviceFilter {

    private static final int BPF_F_ALLOW_MULTI = 2;

    /** By which ours is known among others: BPF_OBJ_NAME_LEN is 16. */
    private static final String NAME = "nodens_devices";

    private DeviceFilter() {}

    /** Attaches the first one. */
    static void attach(CgroupDirectory directory, DeviceRules rules) {
        Syscalls syscalls = directory.syscalls();
        try (Fd program = load(syscalls, rules);
                Fd target = directory.open()) {
            syscalls.bpfProgAttach(target, program, DeviceProgram.ATTACH_TYPE, BPF_F_ALLOW_MULTI);
        } catch (ErrnoException e) {
            throw refused(e);
        }
    }

    /** Puts one in the place of the one that is there, so that no process is ever without either. */
    static void replace(CgroupDirectory directory, DeviceRules rules) {
        Syscalls syscalls = directory.syscalls();
        try (Fd program = load(syscalls, rules);
                Fd target = directory.open()) {
            Optional<Fd> former = own(syscalls, target);
            if (former.isEmpty()) {
                syscalls.bpfProgAttach(target, program, DeviceProgram.ATTACH_TYPE, BPF_F_ALLOW_MULTI);
                return;
            }
            try (Fd old = former.get()) {
                syscalls.bpfProgReplace(target, program, old, DeviceProgram.ATTACH_TYPE);
            }
        } catch (ErrnoException e) {
            throw refused(e);
        }
    }

    private static Fd load(Syscalls syscalls, DeviceRules rules) {
        return syscalls.bpfProgLoad(DeviceProgram.PROGRAM_TYPE, DeviceProgram.assemble(rules), "Apache-2.0", NAME);
    }

    private static Optional<Fd> own(Syscalls syscalls, Fd target) {
        for (int id : syscalls.bpfProgQuery(target, DeviceProgram.ATTACH_TYPE)) {
            Fd program = syscalls.bpfProgById(id);
            if (syscalls.bpfProgName(program).equals(NAME)) {
                return Optional.of(program);
            }
            program.close();
        }
        return Optional.empty();
    }

    private static ContainerException refused(ErrnoException e) {
        return Refusal.unsupported(
                "devices",
                "the kernel refuses the filter program: " + e.call() + ": "
                        + e.errno().text());
    }
}
