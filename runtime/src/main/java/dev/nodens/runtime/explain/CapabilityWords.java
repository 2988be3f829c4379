package dev.nodens.runtime.explain;

import dev.nodens.runtime.capability.Capability;
import dev.nodens.runtime.explain.Explanation.Line;
import dev.nodens.runtime.spec.Capabilities;
import dev.nodens.runtime.spec.Process;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What its capabilities let it do (capabilities(7)). */
final class CapabilityWords {

    private CapabilityWords() {}

    static List<Line> of(@Nullable Process process) {
        Set<String> names = held(process);
        if (names.isEmpty()) {
            return List.of(new Line("none", "root inside may do no more than anybody"));
        }
        Stream<Line> known = Arrays.stream(Capability.values())
                .filter(capability -> names.contains(capability.name()))
                .map(capability -> new Line(capability.name(), effect(capability)));
        Stream<Line> unknown = names.stream()
                .filter(name -> Capability.of(name).isEmpty())
                .map(name -> new Line(name, "is no known capability, and passed over"));
        return Stream.concat(known, unknown).toList();
    }

    /** All that it has or can get. */
    static Set<String> held(@Nullable Process process) {
        Set<String> names = new LinkedHashSet<>();
        Optional.ofNullable(process).map(Process::capabilities).ifPresent(given -> addAll(names, given));
        return names;
    }

    private static void addAll(Set<String> names, Capabilities given) {
        names.addAll(given.bounding());
        names.addAll(given.permitted());
        names.addAll(given.effective());
        names.addAll(given.ambient());
    }

    private static String effect(Capability capability) {
        return switch (capability) {
            case CAP_CHOWN -> "give files to other users";
            case CAP_DAC_OVERRIDE -> "read and write files whatever their modes";
            case CAP_DAC_READ_SEARCH -> "read files whatever their modes, and open them by handle";
            case CAP_FOWNER -> "change modes and attributes of others' files";
            case CAP_FSETID -> "keep set-user-ID bits of files that it changes";
            case CAP_KILL -> "signal other users' processes";
            case CAP_SETGID -> "take any group";
            case CAP_SETUID -> "become any user";
            case CAP_SETPCAP -> "drop capabilities from the bounding set, and set securebits";
            case CAP_LINUX_IMMUTABLE -> "make files immutable or append-only";
            case CAP_NET_BIND_SERVICE -> "listen on ports below 1024";
            case CAP_NET_BROADCAST -> "send broadcasts";
            case CAP_NET_ADMIN -> "configure interfaces, routes and packet filters of its network namespace";
            case CAP_NET_RAW -> "send packets of its own making, as ping does";
            case CAP_IPC_LOCK -> "lock memory without limit";
            case CAP_IPC_OWNER -> "use shared memory and semaphores whatever their modes";
            case CAP_SYS_MODULE -> "load code into the kernel";
            case CAP_SYS_RAWIO -> "use I/O ports and raw memory";
            case CAP_SYS_CHROOT -> "change its root directory, and enter mount namespaces";
            case CAP_SYS_PTRACE -> "read and change other processes that it sees";
            case CAP_SYS_PACCT -> "switch process accounting";
            case CAP_SYS_ADMIN -> "mount, make namespaces, and much else";
            case CAP_SYS_BOOT -> "restart the machine, where it is in the host's pid namespace";
            case CAP_SYS_NICE -> "raise priorities, and choose processors and memory nodes for others";
            case CAP_SYS_RESOURCE -> "raise its limits";
            case CAP_SYS_TIME -> "set the clock of the host";
            case CAP_SYS_TTY_CONFIG -> "configure terminals of others";
            case CAP_MKNOD -> "make device files, of devices that its cgroup allows";
            case CAP_LEASE -> "take leases on any file";
            case CAP_AUDIT_WRITE -> "write to the audit log";
            case CAP_AUDIT_CONTROL -> "configure the audit system";
            case CAP_SETFCAP -> "give capabilities to files";
            case CAP_MAC_OVERRIDE -> "override mandatory access control";
            case CAP_MAC_ADMIN -> "configure mandatory access control";
            case CAP_SYSLOG -> "read and clear the kernel's log";
            case CAP_WAKE_ALARM -> "set timers that wake the machine";
            case CAP_BLOCK_SUSPEND -> "keep the machine awake";
            case CAP_AUDIT_READ -> "read the audit log";
            case CAP_PERFMON -> "watch the performance of the kernel and of others";
            case CAP_BPF -> "load eBPF programs";
            case CAP_CHECKPOINT_RESTORE -> "choose pids, and follow links of /proc as checkpoints need";
        };
    }
}
