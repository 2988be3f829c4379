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

    /**
     * Puts it in the place of the one that is there, from an update or from a container that had this cgroup before, so
     * that no process is ever without either. Where there is none, nothing is attached that would allow everything.
     */
    static void put(CgroupDirectory directory, DevicePrograms programs, DeviceRules rules) {
        Syscalls syscalls = directory.syscalls();
        try (Fd target = directory.open();
                Fd former = own(syscalls, target).orElse(null)) {
            if (former != null) {
                programs.lend(
                        rules, program -> syscalls.bpfProgReplace(target, program, former, DeviceProgram.ATTACH_TYPE));
            } else if (!rules.allowAll()) {
                programs.lend(
                        rules,
                        program ->
                                syscalls.bpfProgAttach(target, program, DeviceProgram.ATTACH_TYPE, BPF_F_ALLOW_MULTI));
            }
        } catch (ErrnoException e) {
            throw refused(e);
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
