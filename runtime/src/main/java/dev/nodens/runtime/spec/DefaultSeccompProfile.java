package dev.nodens.runtime.spec;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The filter of a container that asks for none of its own, Kubernetes' {@code RuntimeDefault}: what Docker's default lets
 * programs do, with what a capability would be needless for added where the container has it.
 *
 * <p>A call that is on no list is answered ENOSYS and not EPERM: C libraries fall back to an older call only then, and a
 * newer kernel has calls that no list knows. Those that are known and kept back are answered EPERM, as an unprivileged
 * process outside a container would see.
 */
public final class DefaultSeccompProfile {

    private static final String RESOURCE = "default-seccomp.json";
    private static final String ALLOW = "SCMP_ACT_ALLOW";
    private static final String ERRNO = "SCMP_ACT_ERRNO";
    private static final long EPERM = 1;
    private static final long ENOSYS = 38;

    private static final long AF_ALG = 38;
    private static final long AF_VSOCK = 40;

    /** CLONE_NEW* of every namespace but time, whose flag clone(2) can't take. */
    private static final long NEW_NAMESPACES = 0x7e02_0000L;

    /** Linux, 32-bit, with a short uname, both, and the question what it is (personality(2)). */
    private static final List<Long> PERSONALITIES = List.of(0L, 0x8L, 0x2_0000L, 0x2_0008L, 0xffff_ffffL);

    private static final List<String> ARCHITECTURES = switch (System.getProperty("os.arch")) {
        case "aarch64" -> List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM");
        default -> List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32");
    };

    /** The resource's form. */
    record Lists(List<String> allowed, Map<String, List<String>> allowedWithCapability, List<String> refused) {}

    private DefaultSeccompProfile() {}

    /** The profile of a container whose bounding set has these capabilities ({@code CAP_SYS_ADMIN} and so on). */
    public static LinuxSeccomp of(Collection<String> capabilities) {
        Lists lists = Resource.LISTS;
        Set<String> allowed = new TreeSet<>(lists.allowed());
        Set<String> refused = new TreeSet<>(lists.refused());
        lists.allowedWithCapability().forEach((capability, calls) -> {
            if (capabilities.contains(capability)) {
                allowed.addAll(calls);
            } else {
                refused.addAll(calls);
            }
        });
        refused.removeAll(allowed);
        // Without the right to make namespaces a plain clone is let through below. The flags of clone3 are in memory,
        // where
        // no filter sees them, so it is said not to exist: a C library then uses clone.
        refused.removeAll(Set.of("clone", "clone3"));

        List<LinuxSeccomp.Syscall> rules = new ArrayList<>();
        rules.add(new LinuxSeccomp.Syscall(List.copyOf(allowed), ALLOW, null, List.of()));
        rules.add(new LinuxSeccomp.Syscall(List.copyOf(refused), ERRNO, EPERM, List.of()));
        rules.addAll(restricted(allowed));
        return new LinuxSeccomp(ERRNO, ENOSYS, ARCHITECTURES, List.of(), null, null, rules);
    }

    private static List<LinuxSeccomp.Syscall> restricted(Set<String> allowed) {
        List<LinuxSeccomp.Syscall> rules = new ArrayList<>();
        for (Long personality : PERSONALITIES) {
            rules.add(allow("personality", List.of(new LinuxSeccomp.Arg(0, personality, 0, "SCMP_CMP_EQ"))));
        }
        // AF_ALG lets any program reach the kernel's crypto drivers, AF_VSOCK the hypervisor: all others are allowed.
        rules.add(allow("socket", List.of(new LinuxSeccomp.Arg(0, AF_ALG, 0, "SCMP_CMP_LT"))));
        rules.add(allow("socket", List.of(new LinuxSeccomp.Arg(0, AF_ALG + 1, 0, "SCMP_CMP_EQ"))));
        rules.add(allow("socket", List.of(new LinuxSeccomp.Arg(0, AF_VSOCK, 0, "SCMP_CMP_GT"))));
        if (!allowed.contains("clone")) {
            rules.add(allow("clone", List.of(new LinuxSeccomp.Arg(0, NEW_NAMESPACES, 0, "SCMP_CMP_MASKED_EQ"))));
        }
        return rules;
    }

    private static LinuxSeccomp.Syscall allow(String call, List<LinuxSeccomp.Arg> args) {
        return new LinuxSeccomp.Syscall(List.of(call), ALLOW, null, args);
    }

    /** Read when a profile is first asked for. */
    private static final class Resource {
        static final Lists LISTS = read();

        private static Lists read() {
            try (InputStream json =
                    Objects.requireNonNull(DefaultSeccompProfile.class.getResourceAsStream(RESOURCE), RESOURCE)) {
                return new ObjectMapper().readValue(json, Lists.class);
            } catch (IOException e) {
                throw new UncheckedIOException(RESOURCE, e);
            }
        }
    }
}
