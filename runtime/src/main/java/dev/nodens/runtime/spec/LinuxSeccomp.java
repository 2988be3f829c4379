package dev.nodens.runtime.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code linux.seccomp}.
 *
 * @param defaultAction {@code SCMP_ACT_ERRNO} and so on; for what no entry of syscalls matches
 * @param defaultErrnoRet errno of SCMP_ACT_ERRNO or _TRACE; null = EPERM
 * @param architectures {@code SCMP_ARCH_X86_64} and so on, besides the native one
 * @param flags {@code SECCOMP_FILTER_FLAG_LOG} and so on
 * @param listenerPath Unix socket that gets the notify descriptor
 */
public record LinuxSeccomp(
        @Required String defaultAction,
        @Nullable Long defaultErrnoRet,
        List<String> architectures,
        List<String> flags,
        @Nullable String listenerPath,
        @Nullable String listenerMetadata,
        List<Syscall> syscalls) {

    /**
     * @param names system calls; those unknown to libseccomp are passed over
     * @param args conditions that must all hold
     */
    public record Syscall(
            @Required List<String> names,
            @Required String action,
            @Nullable Long errnoRet,
            List<Arg> args) {

        public Syscall {
            names = Given.list(names);
            args = Given.list(args);
        }
    }

    /**
     * @param index 0 to 5
     * @param valueTwo what a masked argument must be ({@code SCMP_CMP_MASKED_EQ})
     * @param op {@code SCMP_CMP_EQ} and so on
     */
    public record Arg(
            @Required int index,
            @Required @Unsigned long value,
            @Unsigned long valueTwo,
            @Required String op) {}

    public LinuxSeccomp {
        architectures = Given.list(architectures);
        flags = Given.list(flags);
        listenerPath = Given.text(listenerPath);
        listenerMetadata = Given.text(listenerMetadata);
        syscalls = Given.list(syscalls);
    }
}
