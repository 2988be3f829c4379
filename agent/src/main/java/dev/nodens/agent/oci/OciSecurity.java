package dev.nodens.agent.oci;

import dev.nodens.crd.v1alpha1.ContainerCapabilities;
import dev.nodens.crd.v1alpha1.ContainerSecurityContext;
import dev.nodens.runtime.spec.Capabilities;
import dev.nodens.runtime.spec.DefaultSeccompProfile;
import dev.nodens.runtime.spec.LinuxSeccomp;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code securityContext} says, in OCI's words. */
final class OciSecurity {

    /** Docker's default set, which Kubernetes' runtimes share. */
    private static final List<String> DEFAULT = List.of(
            "CAP_AUDIT_WRITE",
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_MKNOD",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_RAW",
            "CAP_SETFCAP",
            "CAP_SETGID",
            "CAP_SETPCAP",
            "CAP_SETUID",
            "CAP_SYS_CHROOT");

    /** All of capabilities(7) as of Linux 5.9; none was added since. */
    private static final List<String> ALL = List.of(
            "CAP_AUDIT_CONTROL",
            "CAP_AUDIT_READ",
            "CAP_AUDIT_WRITE",
            "CAP_BLOCK_SUSPEND",
            "CAP_BPF",
            "CAP_CHECKPOINT_RESTORE",
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_DAC_READ_SEARCH",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_IPC_LOCK",
            "CAP_IPC_OWNER",
            "CAP_KILL",
            "CAP_LEASE",
            "CAP_LINUX_IMMUTABLE",
            "CAP_MAC_ADMIN",
            "CAP_MAC_OVERRIDE",
            "CAP_MKNOD",
            "CAP_NET_ADMIN",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_BROADCAST",
            "CAP_NET_RAW",
            "CAP_PERFMON",
            "CAP_SETFCAP",
            "CAP_SETGID",
            "CAP_SETPCAP",
            "CAP_SETUID",
            "CAP_SYS_ADMIN",
            "CAP_SYS_BOOT",
            "CAP_SYS_CHROOT",
            "CAP_SYS_MODULE",
            "CAP_SYS_NICE",
            "CAP_SYS_PACCT",
            "CAP_SYS_PTRACE",
            "CAP_SYS_RAWIO",
            "CAP_SYS_RESOURCE",
            "CAP_SYS_TIME",
            "CAP_SYS_TTY_CONFIG",
            "CAP_SYSLOG",
            "CAP_WAKE_ALARM");

    private OciSecurity() {}

    /** As in a Pod: what is dropped goes first, then what is added comes; so {@code drop: [ALL]} with an add leaves that. */
    static Capabilities capabilities(@Nullable ContainerSecurityContext context) {
        @Nullable ContainerCapabilities given = context == null ? null : context.capabilities();
        Set<String> set = new LinkedHashSet<>(DEFAULT);
        if (given == null) {
            return capabilities(List.copyOf(set), List.of());
        }
        given.drop().forEach(name -> set.removeAll(names(name)));
        given.add().forEach(name -> set.addAll(names(name)));
        List<String> ambient =
                given.ambient().stream().flatMap(name -> names(name).stream()).toList();
        return capabilities(List.copyOf(set), ambient);
    }

    /** Ambient ones must be inheritable, and nothing else is: CVE-2022-29162. */
    private static Capabilities capabilities(List<String> set, List<String> ambient) {
        return new Capabilities(set, set, ambient, set, ambient);
    }

    private static List<String> names(String given) {
        String name = given.toUpperCase(Locale.ROOT);
        if (name.equals("ALL")) {
            return ALL;
        }
        return List.of(name.startsWith("CAP_") ? name : "CAP_" + name);
    }

    /** RuntimeDefault unless Unconfined is asked for; what it allows depends on the capabilities. */
    static @Nullable LinuxSeccomp seccomp(@Nullable ContainerSecurityContext context) {
        boolean unconfined = context != null
                && context.seccompProfile() != null
                && "Unconfined".equals(context.seccompProfile().getType());
        return unconfined
                ? null
                : DefaultSeccompProfile.of(capabilities(context).bounding());
    }

    static Map<String, String> sysctls(@Nullable ContainerSecurityContext context) {
        Map<String, String> sysctls = new LinkedHashMap<>();
        if (context != null) {
            for (Sysctl sysctl : context.sysctls()) {
                sysctls.put(sysctl.getName(), sysctl.getValue());
            }
        }
        return sysctls;
    }
}
