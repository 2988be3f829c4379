package dev.nodens.runtime.seccomp;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Libseccomp;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From {@code linux.seccomp} to the program that the kernel loads, by libseccomp. Compiling a profile of Docker's size takes
 * some 20 ms, so that each is compiled once: the result is kept by content, here and in a folder that other processes share.
 */
public final class SeccompCompiler {

    /** SCMP_FLTATR_CTL_OPTIMIZE: 2 makes a binary tree, which costs the kernel a third of what a chain does. */
    private static final int OPTIMIZE = 8;

    private static final int BINARY_TREE = 2;
    private static final int REMEMBERED = 64;

    private final Syscalls syscalls;
    private final SeccompCache cache;
    private final Map<LinuxSeccomp, SeccompProgram> remembered = Collections.synchronizedMap(new Recent());

    public SeccompCompiler(Syscalls syscalls, SeccompCache cache) {
        this.syscalls = syscalls;
        this.cache = cache;
    }

    /**
     * The program.
     *
     * @throws ContainerException INVALID_SPEC with the JSON path of a word that is not known; names of system calls that this
     *     host's libseccomp does not know are passed over, as other runtimes do. UNSUPPORTED where there is no libseccomp
     */
    public SeccompProgram compile(LinuxSeccomp seccomp) {
        SeccompProgram known = remembered.get(seccomp);
        if (known != null) {
            return known;
        }
        SeccompRules rules = SeccompRules.of(seccomp);
        SeccompProgram program;
        try {
            String key = SeccompCache.key(seccomp, Libseccomp.version());
            Optional<SeccompProgram> stored = cache.read(key);
            program = stored.orElseGet(() -> compile(seccomp, rules));
            if (stored.isEmpty()) {
                cache.write(key, program);
            }
        } catch (UnsupportedOperationException e) {
            throw new ContainerException(ErrorCode.UNSUPPORTED, "$.linux.seccomp: " + e.getMessage(), e);
        }
        remembered.put(seccomp, program);
        return program;
    }

    private SeccompProgram compile(LinuxSeccomp seccomp, SeccompRules rules) {
        Libseccomp library = Libseccomp.load(syscalls);
        List<Integer> machines = machines(library, rules);
        try (Libseccomp.Filter filter = library.filter(rules.defaultAction())) {
            filter.setAttribute(OPTIMIZE, BINARY_TREE);
            machines.forEach(filter::addArchitecture);
            rules.rules().forEach(rule -> add(library, filter, rule));
            byte[] program = filter.export();
            return new SeccompProgram(
                    rules.flags(),
                    NewerSyscalls.areOpen(seccomp)
                            ? NewerSyscalls.answered(NewerSyscalls.highest(library, seccomp, machines), program)
                            : program);
        } catch (ErrnoException e) {
            throw new ContainerException(ErrorCode.UNSUPPORTED, "$.linux.seccomp: " + e.getMessage(), e);
        }
    }

    /** libseccomp's tokens; a filter has that of this host without being asked. */
    private static List<Integer> machines(Libseccomp library, SeccompRules rules) {
        Stream<Integer> given = rules.architectures().stream()
                .map(architecture -> library.architecture(architecture.name())
                        .orElseThrow(() -> SeccompRules.invalid(
                                architecture.field(),
                                architecture.given(),
                                "must be an architecture that libseccomp knows")));
        return Stream.concat(Stream.of(library.nativeArchitecture()), given)
                .distinct()
                .toList();
    }

    private static void add(Libseccomp library, Libseccomp.Filter filter, SeccompRules.Rule rule) {
        library.syscall(rule.syscall()).ifPresent(number -> {
            try {
                filter.addRule(rule.action(), number, rule.comparisons());
            } catch (ErrnoException e) {
                throw new ContainerException(
                        ErrorCode.INVALID_SPEC,
                        rule.field() + ": \"" + rule.syscall() + "\" libseccomp refuses the rule: "
                                + e.errno().text(),
                        e);
            }
        });
    }

    /** Those that were asked for last. */
    private static final class Recent extends LinkedHashMap<LinuxSeccomp, SeccompProgram> {

        private static final long serialVersionUID = 1L;

        Recent() {
            super(REMEMBERED, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<LinuxSeccomp, SeccompProgram> eldest) {
            return size() > REMEMBERED;
        }
    }
}
