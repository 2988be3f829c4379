package dev.nodens.runtime.seccomp;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.syscall.Libseccomp.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code linux.seccomp} with every word of it understood. Pure.
 *
 * @param defaultAction with its errno, as the kernel takes it; so is that of a rule
 * @param flags {@code SECCOMP_FILTER_FLAG_*} bits
 */
record SeccompRules(int defaultAction, List<Architecture> architectures, int flags, List<Rule> rules) {

    private static final int EPERM = 1;
    private static final long LARGEST_ERRNO = 0xffff;
    private static final int ARGUMENTS = 6;
    private static final String PATH = "$.linux.seccomp";
    private static final String ARCHITECTURE_PREFIX = "SCMP_ARCH_";

    /**
     * A machine whose system calls are filtered.
     *
     * @param given as the Spec has it
     * @param field where the Spec has it
     */
    record Architecture(String given, String field) {

        /** As libseccomp has it. */
        String name() {
            return given.substring(ARCHITECTURE_PREFIX.length()).toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One call and what becomes of it.
     *
     * @param comparisons all of which must hold
     * @param field where the Spec has it
     */
    record Rule(String syscall, int action, List<Comparison> comparisons, String field) {}

    static SeccompRules of(LinuxSeccomp seccomp) {
        int defaultAction = action(
                PATH + ".defaultAction", seccomp.defaultAction(), PATH + ".defaultErrnoRet", seccomp.defaultErrnoRet());
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < seccomp.syscalls().size(); i++) {
            rules(PATH + ".syscalls[" + i + "]", seccomp.syscalls().get(i), defaultAction, rules);
        }
        boolean notifies = rules.stream().anyMatch(SeccompRules::notifies);
        listener(seccomp, defaultAction, notifies);
        return new SeccompRules(defaultAction, architectures(seccomp), flags(seccomp, notifies), rules);
    }

    private static void rules(String path, LinuxSeccomp.Syscall call, int defaultAction, List<Rule> rules) {
        int action = action(path + ".action", call.action(), path + ".errnoRet", call.errnoRet());
        List<Comparison> comparisons = comparisons(path, call.args());
        if (action == defaultAction) {
            // libseccomp refuses a rule that changes nothing
            return;
        }
        for (int i = 0; i < call.names().size(); i++) {
            String field = path + ".names[" + i + "]";
            for (List<Comparison> together : alternatives(comparisons)) {
                rules.add(new Rule(call.names().get(i), action, together, field));
            }
        }
    }

    /**
     * Comparisons of different arguments must all hold. Where one argument is compared twice, libseccomp could not say so, and
     * since Docker wrote its first profiles each is a rule of its own.
     */
    private static List<List<Comparison>> alternatives(List<Comparison> comparisons) {
        long different = comparisons.stream().map(Comparison::index).distinct().count();
        return different == comparisons.size()
                ? List.of(comparisons)
                : comparisons.stream().map(List::of).toList();
    }

    private static List<Comparison> comparisons(String path, List<LinuxSeccomp.Arg> args) {
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            LinuxSeccomp.Arg arg = args.get(i);
            String field = path + ".args[" + i + "]";
            if (arg.index() < 0 || arg.index() >= ARGUMENTS) {
                throw invalid(field + ".index", "" + arg.index(), "must be 0 to " + (ARGUMENTS - 1));
            }
            SeccompOperator operator = word(SeccompOperator.class, field + ".op", arg.op());
            comparisons.add(new Comparison(arg.index(), operator.number(), arg.value(), arg.valueTwo()));
        }
        return comparisons;
    }

    private static int action(String field, String name, String errnoField, @Nullable Long errnoRet) {
        SeccompAction action = word(SeccompAction.class, field, name);
        if (errnoRet == null) {
            return action.returnsErrno() ? action.number() | EPERM : action.number();
        }
        if (!action.returnsErrno()) {
            throw invalid(errnoField, errnoRet.toString(), "must not be given with " + action);
        }
        if (errnoRet < 0 || errnoRet > LARGEST_ERRNO) {
            throw invalid(errnoField, errnoRet.toString(), "must be 0 to " + LARGEST_ERRNO);
        }
        return action.number() | errnoRet.intValue();
    }

    private static List<Architecture> architectures(LinuxSeccomp seccomp) {
        List<Architecture> architectures = new ArrayList<>();
        for (int i = 0; i < seccomp.architectures().size(); i++) {
            String field = PATH + ".architectures[" + i + "]";
            String name = seccomp.architectures().get(i);
            if (!name.startsWith(ARCHITECTURE_PREFIX)) {
                throw invalid(field, name, "must start with " + ARCHITECTURE_PREFIX);
            }
            architectures.add(new Architecture(name, field));
        }
        return architectures;
    }

    private static boolean notifies(Rule rule) {
        return rule.action() == SeccompAction.SCMP_ACT_NOTIFY.number();
    }

    /** The one call that native-init makes before anybody can answer it is write(2); and a default would stop every call. */
    private static void listener(LinuxSeccomp seccomp, int defaultAction, boolean notifies) {
        if (defaultAction == SeccompAction.SCMP_ACT_NOTIFY.number()) {
            throw invalid(PATH + ".defaultAction", seccomp.defaultAction(), "must not be the default");
        }
        for (int i = 0; i < seccomp.syscalls().size(); i++) {
            LinuxSeccomp.Syscall call = seccomp.syscalls().get(i);
            if (call.action().equals("SCMP_ACT_NOTIFY") && call.names().contains("write")) {
                throw invalid(PATH + ".syscalls[" + i + "].action", call.action(), "must not be for write");
            }
        }
        String path = seccomp.listenerPath();
        if (notifies && path == null) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC, PATH + ".listenerPath: must be given beside SCMP_ACT_NOTIFY");
        }
        if (path != null && !path.startsWith("/")) {
            throw invalid(PATH + ".listenerPath", path, "must be an absolute path");
        }
    }

    /**
     * With a listener, all threads can't be brought under the filter too (seccomp(2)), and native-init has only one; without
     * one, there is nothing to wait for.
     */
    private static int flags(LinuxSeccomp seccomp, boolean notifies) {
        int bits = 0;
        for (int i = 0; i < seccomp.flags().size(); i++) {
            bits |= word(
                            SeccompFlag.class,
                            PATH + ".flags[" + i + "]",
                            seccomp.flags().get(i))
                    .bit();
        }
        return notifies
                ? (bits | SeccompFlag.NEW_LISTENER) & ~SeccompFlag.SECCOMP_FILTER_FLAG_TSYNC.bit()
                : bits & ~SeccompFlag.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV.bit();
    }

    private static <T extends Enum<T>> T word(Class<T> words, String field, String found) {
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().equals(found))
                .findFirst()
                .orElseThrow(
                        () -> invalid(field, found, "must be one of " + Arrays.toString(words.getEnumConstants())));
    }

    static ContainerException invalid(String field, String found, String rule) {
        return new ContainerException(ErrorCode.INVALID_SPEC, field + ": \"" + found + "\" " + rule);
    }
}
