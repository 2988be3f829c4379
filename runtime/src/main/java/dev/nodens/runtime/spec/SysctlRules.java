package dev.nodens.runtime.spec;

import static dev.nodens.runtime.namespace.NamespaceType.IPC;
import static dev.nodens.runtime.namespace.NamespaceType.NETWORK;
import static dev.nodens.runtime.namespace.NamespaceType.USER;
import static dev.nodens.runtime.namespace.NamespaceType.UTS;
import static dev.nodens.runtime.spec.Rules.require;

import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** config-linux.md, "Sysctl": only parameters that belong to a namespace of the container, because others are the host's. */
final class SysctlRules {

    private static final Set<String> OF_IPC = Set.of(
            "kernel/msgmax",
            "kernel/msgmnb",
            "kernel/msgmni",
            "kernel/sem",
            "kernel/shmall",
            "kernel/shmmax",
            "kernel/shmmni",
            "kernel/shm_rmid_forced");

    private SysctlRules() {}

    static void check(Map<String, String> sysctl, Namespaces namespaces, Judge judge) {
        sysctl.forEach((name, value) -> judge.check(() -> {
            String field = "linux.sysctl[" + Found.quoted(name) + "]";
            Rules.text(field, name);
            Rules.text(field, value);
            SysctlName parameter = SysctlName.of(name);
            require(parameter.isPlain(), field, "must be a name such as net.ipv4.ip_forward");
            require(!parameter.path().equals("kernel/hostname"), field, "must be set by $.hostname");
            NamespaceType owner = owner(parameter.path())
                    .orElseThrow(() -> Rules.refusal(field, "belongs to no namespace: it would be the host's"));
            require(
                    namespaces.contains(owner),
                    field,
                    "needs a namespace of type " + owner + " in $.linux.namespaces: it would be the host's");
        }));
    }

    private static Optional<NamespaceType> owner(String path) {
        if (OF_IPC.contains(path) || path.startsWith("fs/mqueue/")) {
            return Optional.of(IPC);
        }
        if (path.startsWith("net/")) {
            return Optional.of(NETWORK);
        }
        if (path.startsWith("user/")) {
            return Optional.of(USER);
        }
        return path.equals("kernel/domainname") ? Optional.of(UTS) : Optional.empty();
    }
}
