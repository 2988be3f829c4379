package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.Optional;

/** A cgroup's {@link DeviceProgram} in the kernel. Others may have theirs attached too (systemd has): then all must agree. */
final class DeviceFilter {

    private static final int BPF_F_ALLOW_MULTI = 2;

    private DeviceFilter() {}

    /** Attaches the first one. */
    static void attach(CgroupDirectory directory, DevicePrograms programs, DeviceRules rules) {
        try (Fd target = directory.open()) {
            programs.lend(rules, program -> attach(directory.syscalls(), target, program));
        } catch (ErrnoException e) {
            throw refused(e);
        }
    }

    /** Puts one in the place of the one that is there, so that no process is ever without either. */
    static void replace(CgroupDirectory directory, DevicePrograms programs, DeviceRules rules) {
        try (Fd target = directory.open()) {
            programs.lend(rules, program -> replace(directory.syscalls(), target, program));
        } catch (ErrnoException e) {
            throw refused(e);
        }
    }

    private static void attach(Syscalls syscalls, Fd target, Fd program) {
        syscalls.bpfProgAttach(target, program, DeviceProgram.ATTACH_TYPE, BPF_F_ALLOW_MULTI);
    }

    private static void replace(Syscalls syscalls, Fd target, Fd program) {
        Optional<Fd> former = own(syscalls, target);
        if (former.isEmpty()) {
            attach(syscalls, target, program);
            return;
        }
        try (Fd old = former.get()) {
            syscalls.bpfProgReplace(target, program, old, DeviceProgram.ATTACH_TYPE);
        }
    }

    private static Optional<Fd> own(Syscalls syscalls, Fd target) {
        for (int id : syscalls.bpfProgQuery(target, DeviceProgram.ATTACH_TYPE)) {
            Fd program = syscalls.bpfProgById(id);
            if (syscalls.bpfProgName(program).equals(DevicePrograms.NAME)) {
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
