package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.cgroup.Cgroup;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.init.InitBinary;
import dev.nodens.runtime.init.InitProcess;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.Pids;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.syscall.Syscalls;
import dev.nodens.runtime.systemd.AnnotatedProperties;
import dev.nodens.runtime.systemd.ScopeName;
import dev.nodens.runtime.systemd.Systemd;
import dev.nodens.runtime.systemd.UnitProperty;
import java.util.List;
import java.util.Optional;

/**
 * Cgroups that systemd makes. Each call has a connection of its own: a command line makes one or two, and nobody else pays for
 * D-Bus.
 */
final class Scopes {

    private final Syscalls syscalls;
    private final InitBinary binary;
    private final CgroupFs cgroups;
    private final boolean user;

    /**
     * @param user whether the user's own systemd is asked
     */
    Scopes(Syscalls syscalls, InitBinary binary, CgroupFs cgroups, boolean user) {
        this.syscalls = syscalls;
        this.binary = binary;
        this.cgroups = cgroups;
        this.user = user;
    }

    ScopeName name(Optional<String> cgroupsPath, ContainerId id) {
        return ScopeName.of(cgroupsPath, id, user);
    }

    /** Where systemd will put it. */
    CgroupPath place(ScopeName name) {
        try (Systemd systemd = Systemd.connect(user)) {
            return name.path(systemd.top());
        }
    }

    /**
     * A container's cgroup before the container is in it.
     *
     * @param placeholder the process that keeps a scope from ending meanwhile; empty where systemd has no part in it
     */
    record Held(Cgroup cgroup, Optional<InitProcess> placeholder) implements AutoCloseable {

        @Override
        public void close() {
            placeholder.ifPresent(Scopes::dismiss);
        }
    }

    /** Makes the scope with its limits; one more process than asked for may be in it until it is let go. */
    Held make(ScopeName name, CgroupPath path, Spec spec) {
        LinuxResources first = withRoomForOne(Planning.resources(spec));
        List<UnitProperty> wanted = AnnotatedProperties.of(spec.annotations());
        InitProcess placeholder = InitProcess.park(syscalls, binary, List.of(), List.of());
        try (Systemd systemd = Systemd.connect(user)) {
            systemd.start(name, placeholder.pid(), limits(first), wanted);
            return new Held(cgroups.adopt(path, first), Optional.of(placeholder));
        } catch (RuntimeException failed) {
            dismiss(placeholder);
            throw failed;
        }
    }

    private static void dismiss(InitProcess placeholder) {
        placeholder.close();
        placeholder.reap();
    }

    /** Gives the container its own limit of processes, now that it is alone. */
    void settle(ScopeName name, Cgroup cgroup, LinuxResources resources) {
        if (!withRoomForOne(resources).equals(resources)) {
            change(name.unit(), cgroup, LinuxResources.empty().with(draft -> draft.pids = resources.pids()));
        }
    }

    /** Changes limits, systemd's first: it writes to the cgroup too. */
    void change(String unit, Cgroup cgroup, LinuxResources resources) {
        try (Systemd systemd = Systemd.connect(user)) {
            systemd.change(unit, limits(resources));
        }
        cgroup.apply(resources);
    }

    /** Ends the unit of a container whose processes have ended. */
    void stop(String unit) {
        try (Systemd systemd = Systemd.connect(user)) {
            systemd.stop(unit);
        }
    }

    private Systemd.Limits limits(LinuxResources resources) {
        return new Systemd.Limits(resources, cgroups.layout().legacy().isEmpty(), CgroupFs::weightOfShares);
    }

    private static LinuxResources withRoomForOne(LinuxResources resources) {
        return Optional.ofNullable(resources.pids())
                .map(Pids::limit)
                .filter(limit -> limit >= 0)
                .map(limit -> resources.with(draft -> draft.pids = new Pids(Math.max(limit, 1) + 1)))
                .orElse(resources);
    }
}
