package dev.nodens.runtime.explain;

import static dev.nodens.runtime.explain.Explanation.Level.HIGH;
import static dev.nodens.runtime.explain.Explanation.Level.LOW;
import static dev.nodens.runtime.explain.Explanation.Level.MEDIUM;

import dev.nodens.runtime.explain.Explanation.Level;
import dev.nodens.runtime.explain.Explanation.Risk;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.DeviceRule;
import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a container is less apart from the host than it could be. */
final class Risks {

    private static final String NAMESPACES = "$.linux.namespaces";
    private static final String CAPABILITIES = "$.process.capabilities";

    /** With one of these, root inside that is root outside needs no other hole. */
    private static final Map<String, String> FATAL = Map.of(
            "CAP_SYS_ADMIN", "it can mount the host's disks and undo most of its walls",
            "CAP_SYS_MODULE", "it can load code into the host's kernel",
            "CAP_SYS_RAWIO", "it can write to raw memory and disks",
            "CAP_DAC_READ_SEARCH", "it can open files of the host by handle",
            "CAP_SYS_BOOT", "it can load another kernel");

    private final Spec spec;
    private final Linux linux;
    private final Set<String> capabilities;
    private final List<Risk> found = new ArrayList<>();

    private Risks(Spec spec, Linux linux) {
        this.spec = spec;
        this.linux = linux;
        this.capabilities = CapabilityWords.held(spec.process());
    }

    static List<Risk> of(Spec spec, Linux linux) {
        Risks risks = new Risks(spec, linux);
        risks.namespaces();
        risks.identity();
        risks.process();
        risks.limits();
        risks.found.addAll(MountRisks.of(spec, linux));
        return risks.found.stream().sorted(Comparator.comparing(Risk::level)).toList();
    }

    private void namespaces() {
        add(!has(NamespaceType.MOUNT), HIGH, NAMESPACES, "the host's mounts are its own to change");
        boolean pids = has(NamespaceType.PID);
        add(!pids, HIGH, NAMESPACES, "it sees the host's processes, and as root can end and read them");
        add(
                !has(NamespaceType.NETWORK),
                capabilities.contains("CAP_NET_ADMIN") ? HIGH : MEDIUM,
                NAMESPACES,
                capabilities.contains("CAP_NET_ADMIN")
                        ? "it can change the host's interfaces, routes and packet filters"
                        : "it can listen on the host's addresses and reach services that listen on localhost");
        add(!has(NamespaceType.IPC), MEDIUM, NAMESPACES, "it can reach the host's shared memory");
        add(!pids && capabilities.contains("CAP_SYS_PTRACE"), HIGH, CAPABILITIES, "it can take over any process");
        linux.namespaces().stream()
                .filter(namespace ->
                        namespace.path() != null && namespace.path().startsWith("/proc/1/"))
                .forEach(namespace -> add(
                        true, HIGH, NAMESPACES, "the " + namespace.type() + " namespace that it joins is the host's"));
    }

    private void identity() {
        Process process = spec.process();
        if (process == null) {
            return;
        }
        boolean rootOutside = !has(NamespaceType.USER)
                || ProcessWords.mapped(0, linux.uidMappings()).orElse(-1) == 0;
        add(rootOutside && process.user().uid() == 0, MEDIUM, "$.process.user", "root inside is root on the host");
        if (rootOutside) {
            FATAL.forEach((name, text) -> add(capabilities.contains(name), HIGH, CAPABILITIES, name + ": " + text));
            add(
                    capabilities.contains("CAP_BPF") || capabilities.contains("CAP_PERFMON"),
                    MEDIUM,
                    CAPABILITIES,
                    "it can watch the kernel and other processes");
        }
    }

    private void process() {
        Process process = spec.process();
        add(
                process != null && !process.noNewPrivileges(),
                LOW,
                "$.process.noNewPrivileges",
                "set-user-ID programs in its root can raise what it may");
        LinuxSeccomp seccomp = linux.seccomp();
        add(seccomp == null, MEDIUM, "$.linux.seccomp", "every system call of the kernel is open to it");
        boolean open =
                seccomp != null && Set.of("SCMP_ACT_ALLOW", "SCMP_ACT_LOG").contains(seccomp.defaultAction());
        add(open, LOW, "$.linux.seccomp.defaultAction", "system calls that the filter does not name are open to it");
    }

    private void limits() {
        LinuxResources limits = linux.resources() == null ? LinuxResources.empty() : linux.resources();
        boolean everyDevice = limits.devices().stream()
                .reduce((_, last) -> last)
                .filter(Risks::isAll)
                .isPresent();
        add(everyDevice, HIGH, "$.linux.resources.devices", "it may use every device, the host's disks among them");
        Long memory = limits.memory() == null ? null : limits.memory().limit();
        add(memory == null || memory <= 0, LOW, "$.linux.resources.memory.limit", "it can use up the host's memory");
        Long pids = limits.pids() == null ? null : limits.pids().limit();
        add(pids == null || pids < 0, LOW, "$.linux.resources.pids.limit", "it can use up the host's process ids");
    }

    private static boolean isAll(DeviceRule rule) {
        boolean everyKind = rule.type() == null || rule.type().equals("a");
        return rule.allow() && everyKind && rule.major() == null && rule.minor() == null;
    }

    private boolean has(NamespaceType type) {
        return linux.namespaces().stream()
                .anyMatch(namespace -> namespace.type().equals(type.ociName()));
    }

    private void add(boolean holds, Level level, String field, String text) {
        if (holds) {
            found.add(new Risk(level, field, text));
        }
    }
}
