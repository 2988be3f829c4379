package dev.nodens.runtime.seccomp;

import java.util.Arrays;
import java.util.List;

/** The words of {@code linux.seccomp} that are understood. */
public final class SeccompWords {

    /** libseccomp's names (seccomp_arch_resolve_name(3)), to which it alone knows the numbers. */
    private static final List<String> ARCHITECTURES = List.of(
            "SCMP_ARCH_X86",
            "SCMP_ARCH_X86_64",
            "SCMP_ARCH_X32",
            "SCMP_ARCH_ARM",
            "SCMP_ARCH_AARCH64",
            "SCMP_ARCH_MIPS",
            "SCMP_ARCH_MIPS64",
            "SCMP_ARCH_MIPS64N32",
            "SCMP_ARCH_MIPSEL",
            "SCMP_ARCH_MIPSEL64",
            "SCMP_ARCH_MIPSEL64N32",
            "SCMP_ARCH_PPC",
            "SCMP_ARCH_PPC64",
            "SCMP_ARCH_PPC64LE",
            "SCMP_ARCH_S390",
            "SCMP_ARCH_S390X",
            "SCMP_ARCH_PARISC",
            "SCMP_ARCH_PARISC64",
            "SCMP_ARCH_RISCV64");

    private SeccompWords() {}

    public static List<String> actions() {
        return names(SeccompAction.values());
    }

    public static List<String> operators() {
        return names(SeccompOperator.values());
    }

    public static List<String> architectures() {
        return ARCHITECTURES;
    }

    public static List<String> flags() {
        return names(SeccompFlag.values());
    }

    private static List<String> names(Enum<?>[] words) {
        return Arrays.stream(words).map(Enum::name).sorted().toList();
    }
}
