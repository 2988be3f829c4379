package dev.nodens.runtime.syscall;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** libseccomp, as its man pages name it. It is loaded when a filter is first compiled. */
public final class Libseccomp {

    private static final String LIBRARY = "libseccomp.so.2";

    /** seccomp_syscall_resolve_name(3): no such system call anywhere. Other negative numbers are those of other machines. */
    private static final int NO_SYSCALL = -1;

    private static final int LARGEST_PROGRAM = 4096 * 8;

    private final Syscalls syscalls;
    private final MethodHandle init = link("seccomp_init", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private final MethodHandle release = link("seccomp_release", FunctionDescriptor.ofVoid(ADDRESS));
    private final MethodHandle archAdd = link("seccomp_arch_add", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private final MethodHandle attributeSet =
            link("seccomp_attr_set", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private final MethodHandle resolveArch =
            link("seccomp_arch_resolve_name", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private final MethodHandle resolveSyscall =
            link("seccomp_syscall_resolve_name", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private final MethodHandle resolveSyscallOf =
            link("seccomp_syscall_resolve_name_arch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private final MethodHandle archNative = link("seccomp_arch_native", FunctionDescriptor.of(JAVA_INT));
    private final MethodHandle ruleAdd = link(
            "seccomp_rule_add_array", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private final MethodHandle export = link("seccomp_export_bpf", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    private Libseccomp(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /**
     * Loads it.
     *
     * @throws UnsupportedOperationException where this host has none
     */
    public static Libseccomp load(Syscalls syscalls) {
        return new Libseccomp(syscalls);
    }

    /** Such as {@code 2.5.4}: another version may know other system calls. */
    public static String version() {
        MethodHandle version = link("seccomp_version", FunctionDescriptor.of(ADDRESS));
        MemoryLayout layout = MemoryLayout.sequenceLayout(3, JAVA_INT);
        MemorySegment numbers = ((MemorySegment) call(version)).reinterpret(layout.byteSize());
        return numbers.getAtIndex(JAVA_INT, 0) + "." + numbers.getAtIndex(JAVA_INT, 1) + "."
                + numbers.getAtIndex(JAVA_INT, 2);
    }

    /** seccomp_arch_resolve_name(3): its token; empty for an unknown name. */
    public Optional<Integer> architecture(String name) {
        return resolve(resolveArch, name).filter(token -> token != 0);
    }

    /** seccomp_syscall_resolve_name(3); empty for an unknown name. */
    public Optional<Integer> syscall(String name) {
        return resolve(resolveSyscall, name).filter(number -> number != NO_SYSCALL);
    }

    /** seccomp_syscall_resolve_name_arch(3): its number on that machine; negative where it has none. */
    public int syscall(int architecture, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return name.indexOf(0) >= 0
                    ? NO_SYSCALL
                    : (int) call(resolveSyscallOf, architecture, arena.allocateFrom(name));
        }
    }

    /** seccomp_arch_native(3): this machine's token, which every filter has. */
    public int nativeArchitecture() {
        return (int) call(archNative);
    }

    /** seccomp_init(3). */
    public Filter filter(int defaultAction) {
        MemorySegment context = (MemorySegment) call(init, defaultAction);
        if (context.equals(MemorySegment.NULL)) {
            throw new ErrnoException("seccomp_init", Errno.EINVAL, "action " + Integer.toHexString(defaultAction));
        }
        return new Filter(context);
    }

    /**
     * {@code struct scmp_arg_cmp}.
     *
     * @param index of the argument
     * @param operator {@code enum scmp_compare}
     */
    public record Comparison(int index, int operator, long first, long second) {}

    /** A filter that is being made. */
    public final class Filter implements AutoCloseable {

        private final MemorySegment context;

        private Filter(MemorySegment context) {
            this.context = context;
        }

        /** seccomp_arch_add(3); that it has the architecture already is fine. */
        public void addArchitecture(int token) {
            check((int) call(archAdd, context, token), Errno.EEXIST, "seccomp_arch_add", Integer.toHexString(token));
        }

        /** seccomp_attr_set(3). */
        public void setAttribute(int attribute, int value) {
            check((int) call(attributeSet, context, attribute, value), Errno.NONE, "seccomp_attr_set", "" + attribute);
        }

        /** seccomp_rule_add_array(3); that it has the rule already is fine. */
        public void addRule(int action, int syscall, List<Comparison> comparisons) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment array = arena.allocate(24L * Math.max(1, comparisons.size()), 8);
                for (int i = 0; i < comparisons.size(); i++) {
                    Comparison comparison = comparisons.get(i);
                    array.set(JAVA_INT, 24L * i, comparison.index());
                    array.set(JAVA_INT, 24L * i + 4, comparison.operator());
                    array.set(JAVA_LONG, 24L * i + 8, comparison.first());
                    array.set(JAVA_LONG, 24L * i + 16, comparison.second());
                }
                int result = (int) call(ruleAdd, context, action, syscall, comparisons.size(), array);
                check(result, Errno.EEXIST, "seccomp_rule_add", "system call " + syscall);
            }
        }

        /** seccomp_export_bpf(3): an array of {@code struct sock_filter}. */
        public byte[] export() {
            try (Fd memory = syscalls.memfdCreate("seccomp", 0)) {
                check((int) call(export, context, memory.number()), Errno.NONE, "seccomp_export_bpf", "filter");
                // its write has moved the descriptor's offset: another open file starts at the beginning
                try (Fd fromStart = syscalls.open("/proc/self/fd/" + memory.number(), 0, 0)) {
                    ByteBuffer program = ByteBuffer.allocate(LARGEST_PROGRAM);
                    while (program.hasRemaining() && syscalls.read(fromStart, program) > 0) {}
                    byte[] bytes = new byte[program.flip().remaining()];
                    program.get(bytes);
                    return bytes;
                }
            }
        }

        @Override
        public void close() {
            call(release, context);
        }
    }

    private static Optional<Integer> resolve(MethodHandle function, String name) {
        if (name.indexOf(0) >= 0) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            return Optional.of((int) call(function, arena.allocateFrom(name)));
        }
    }

    private static void check(int result, Errno fine, String call, String object) {
        if (result < 0 && Errno.of(-result) != fine) {
            throw new ErrnoException(call, Errno.of(-result), object);
        }
    }

    private static MethodHandle link(String function, FunctionDescriptor descriptor) {
        try {
            return Linker.nativeLinker()
                    .downcallHandle(
                            SymbolLookup.libraryLookup(LIBRARY, Arena.global()).findOrThrow(function), descriptor);
        } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
            throw new UnsupportedOperationException(LIBRARY + ": can't be loaded; install libseccomp2", e);
        }
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error unexpected) {
            throw unexpected;
        } catch (Throwable impossible) {
            throw new AssertionError("a foreign function threw a checked exception", impossible);
        }
    }
}
