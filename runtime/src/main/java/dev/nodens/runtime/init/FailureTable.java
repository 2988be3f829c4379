package dev.nodens.runtime.init;

import dev.nodens.protocol.Operation;
import dev.nodens.protocol.Stage;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a failure of native-init means to whoever asked for the launch. The first rule that fits speaks; one without words
 * of its own leaves the facts to speak: stage, call, object, reason.
 *
 * <p>Callers such as docker read exit codes 126 and 127 out of the phrases about commands, so these stay as they are.
 */
final class FailureTable {

    private static final Set<Stage> COMMAND = EnumSet.of(Stage.FIND_COMMAND, Stage.EXEC);
    private static final Set<Stage> JOIN = EnumSet.of(Stage.JOIN_NAMESPACES);
    private static final Set<Stage> HOOKS = EnumSet.of(Stage.HOOKS);
    private static final Set<Stage> MOUNTS = EnumSet.of(Stage.MOUNTS);
    private static final Set<Stage> ANY = EnumSet.allOf(Stage.class);

    private static final Set<Errno> FORBIDDEN = Set.of(Errno.EPERM, Errno.EACCES);

    /** A path or a word that the Spec says and the kernel has nothing for, or not what it must be. */
    private static final Set<Errno> NO_SUCH_PLACE = Set.of(
            Errno.ENOENT, Errno.ENOTDIR, Errno.EINVAL, Errno.ELOOP, Errno.EEXIST, Errno.ENAMETOOLONG, Errno.E2BIG);

    private static final List<Rule> RULES = List.of(
            new Rule(COMMAND, Set.of(Errno.ENOENT, Errno.ENOTDIR), Naming.PATH, ErrorCode.COMMAND_NOT_FOUND)
                    .saying("exec: \"%s\": no such file or directory"),
            new Rule(COMMAND, Set.of(Errno.ENOENT, Errno.ENOTDIR), Naming.WORD, ErrorCode.COMMAND_NOT_FOUND)
                    .saying("exec: \"%s\": executable file not found in $PATH"),
            new Rule(COMMAND, Set.of(Errno.EACCES, Errno.EPERM, Errno.EISDIR), ErrorCode.COMMAND_NOT_EXECUTABLE)
                    .saying("exec: \"%s\": permission denied"),
            new Rule(COMMAND, Set.of(Errno.ENOEXEC), ErrorCode.COMMAND_NOT_EXECUTABLE)
                    .saying("exec: \"%s\": exec format error"),
            new Rule(COMMAND, Set.of(Errno.E2BIG), ErrorCode.INVALID_SPEC)
                    .saying("exec: \"%s\": process.args and process.env together are longer than the kernel takes"),
            new Rule(JOIN, Set.of(Errno.ENOENT, Errno.ESRCH, Errno.ENOTDIR), ErrorCode.INVALID_NAMESPACE)
                    .saying(
                            "namespace path \"%s\": no such file or directory; has the process that it belonged to ended?"),
            new Rule(
                    JOIN,
                    Set.of(Errno.ELOOP, Errno.ENXIO, Errno.ENAMETOOLONG, Errno.EACCES),
                    Operation.OPEN,
                    ErrorCode.INVALID_NAMESPACE),
            new Rule(JOIN, EnumSet.allOf(Errno.class), Operation.CHECK_NAMESPACE, ErrorCode.INVALID_NAMESPACE)
                    .saying("namespace path %s"),
            new Rule(JOIN, Set.of(Errno.EINVAL), ErrorCode.INVALID_NAMESPACE)
                    .saying("namespace path \"%s\": the kernel refuses to join it"),
            new Rule(Set.of(Stage.ROOTFS), Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP), ErrorCode.ROOTFS_NOT_FOUND)
                    .saying("$.root.path: must be a directory that exists, found \"%s\""),
            new Rule(MOUNTS, Set.of(Errno.ELOOP), Operation.OPEN, ErrorCode.INVALID_SPEC)
                    .saying("$.mounts: \"%s\" leads through a symbolic link; name the place that it leads to"),
            new Rule(MOUNTS, Set.of(Errno.ENOTDIR), Operation.CHECK_CONTAINMENT, ErrorCode.INVALID_SPEC)
                    .saying("$.mounts: \"%s\" must be an ordinary directory of the root to be mounted on"),
            new Rule(MOUNTS, Set.of(Errno.EINVAL), Operation.UMOUNT, ErrorCode.INVALID_SPEC)
                    .saying("mount destination \"%s\": nothing is mounted there"),
            new Rule(MOUNTS, Set.of(Errno.EBUSY), Operation.UMOUNT, ErrorCode.RESOURCE_UNAVAILABLE)
                    .saying("mount destination \"%s\": is in use by processes of the container"),
            of(Stage.MOUNTS, NO_SUCH_PLACE, ErrorCode.INVALID_SPEC, "mounts"),
            of(Stage.MOUNTS, Set.of(Errno.ENODEV), ErrorCode.UNSUPPORTED, "mounts"),
            of(Stage.MOUNTS, FORBIDDEN, ErrorCode.RESOURCE_UNAVAILABLE, "mounts"),
            of(Stage.DEVICES, NO_SUCH_PLACE, ErrorCode.INVALID_SPEC, "linux.devices"),
            of(Stage.HIDE_PATHS, NO_SUCH_PLACE, ErrorCode.INVALID_SPEC, "linux.maskedPaths or linux.readonlyPaths"),
            of(Stage.CONSOLE, NO_SUCH_PLACE, ErrorCode.INVALID_SPEC, "process.terminal"),
            of(
                    Stage.JOIN_CGROUPS,
                    Set.of(Errno.ENOSPC, Errno.EINVAL),
                    ErrorCode.RESOURCE_UNAVAILABLE,
                    "linux.resources"),
            new Rule(ANY, FORBIDDEN, Operation.SETRLIMIT, ErrorCode.RESOURCE_UNAVAILABLE)
                    .saying("$.process.rlimits: %3$s"),
            new Rule(Set.of(Stage.LIMITS), FORBIDDEN, Operation.WRITE, ErrorCode.RESOURCE_UNAVAILABLE)
                    .saying("$.process.oomScoreAdj: %3$s"),
            new Rule(ANY, FORBIDDEN, Operation.CAPSET, ErrorCode.RESOURCE_UNAVAILABLE)
                    .saying("$.process.capabilities: %3$s"),
            new Rule(Set.of(Stage.EXEC), Set.of(Errno.NONE), Operation.WAIT, ErrorCode.RESOURCE_UNAVAILABLE)
                    .saying("$.process.args: the process was killed before it could execute them; is"
                            + " $.linux.resources.memory too small, or does $.linux.seccomp forbid execve?"),
            new Rule(Set.of(Stage.WORKING_DIRECTORY), EnumSet.allOf(Errno.class), ErrorCode.INVALID_SPEC)
                    .saying("$.process.cwd: must be a directory that the process may enter, found \"%s\""),
            new Rule(Set.of(Stage.SYSCTLS), Set.of(Errno.ENOENT, Errno.EINVAL), ErrorCode.INVALID_SPEC)
                    .saying(
                            "$.linux.sysctl: the kernel has no parameter \"%s\" in these namespaces, or refuses the value"),
            new Rule(Set.of(Stage.WRITE_ID_MAPS), Set.of(Errno.EINVAL), ErrorCode.INVALID_SPEC)
                    .saying("$.linux.uidMappings or gidMappings: the kernel refuses to write \"%s\""),
            new Rule(Set.of(Stage.CREDENTIALS), Set.of(Errno.EINVAL), ErrorCode.INVALID_SPEC)
                    .saying("$.process.user: \"%s\" has no mapping in the user namespace"),
            new Rule(Set.of(Stage.NETWORK), Set.of(Errno.ENODEV), Operation.NETLINK, ErrorCode.INVALID_SPEC)
                    .saying("$.linux.netDevices: the host has no network device \"%s\""),
            new Rule(Set.of(Stage.NETWORK), Set.of(Errno.EEXIST), Operation.NETLINK, ErrorCode.INVALID_SPEC)
                    .saying("$.linux.netDevices: \"%s\" is to have a name that the container has already"),
            new Rule(
                            Set.of(Stage.NETWORK),
                            Set.of(Errno.EINVAL, Errno.EOPNOTSUPP),
                            Operation.NETLINK,
                            ErrorCode.INVALID_SPEC)
                    .saying("$.linux.netDevices: \"%s\" can't leave its network namespace"),
            new Rule(Set.of(Stage.LABELS), Set.of(Errno.ENOENT, Errno.EINVAL), ErrorCode.INVALID_SPEC)
                    .saying("$.process.apparmorProfile or selinuxLabel: the kernel knows no \"%s\""),
            refusedField(Operation.SCHED_SETATTR, "process.scheduler"),
            refusedField(Operation.SCHED_SETAFFINITY, "process.execCPUAffinity"),
            refusedField(Operation.IOPRIO_SET, "process.ioPriority"),
            refusedField(Operation.SET_MEMPOLICY, "linux.memoryPolicy"),
            new Rule(HOOKS, Set.of(Errno.NONE), ErrorCode.HOOK_FAILED).saying("$.hooks.%s"),
            new Rule(HOOKS, EnumSet.allOf(Errno.class), Operation.EXECVE, ErrorCode.HOOK_FAILED)
                    .saying("$.hooks.%s: can't be executed: %s"),
            new Rule(
                    ANY,
                    Set.of(Errno.ENOSYS, Errno.EOPNOTSUPP, Errno.ENODEV, Errno.EPROTONOSUPPORT),
                    ErrorCode.UNSUPPORTED),
            new Rule(
                    ANY,
                    Set.of(
                            Errno.ENOMEM,
                            Errno.EAGAIN,
                            Errno.EMFILE,
                            Errno.ENFILE,
                            Errno.ENOSPC,
                            Errno.EUSERS,
                            Errno.EBUSY),
                    ErrorCode.RESOURCE_UNAVAILABLE),
            new Rule(ANY, Set.of(Errno.EPERM, Errno.EACCES), ErrorCode.RESOURCE_UNAVAILABLE));

    private FailureTable() {}

    /** A field that stands for one call, and that is the kernel's alone to judge. */
    private static Rule refusedField(Operation operation, String field) {
        Set<Errno> reasons = Set.of(Errno.EINVAL, Errno.EPERM, Errno.EBUSY, Errno.E2BIG, Errno.EOPNOTSUPP);
        return new Rule(ANY, reasons, operation, ErrorCode.INVALID_SPEC)
                .saying("$." + field + ": the kernel refuses it (%2$s)");
    }

    /** What of the Spec a stage was about, and then the facts. */
    private static Rule of(Stage stage, Set<Errno> errnos, ErrorCode code, String field) {
        return new Rule(Set.of(stage), errnos, code).saying("$." + field + ": %3$s");
    }

    static ContainerException exception(InitFailure failure) {
        return RULES.stream()
                .filter(rule -> rule.fits(failure))
                .findFirst()
                .map(rule -> new ContainerException(rule.code(), rule.message(failure)))
                .orElseGet(() -> new ContainerException(ErrorCode.INTERNAL, facts(failure)));
    }

    private static String facts(InitFailure failure) {
        return failure.stage().text() + ": " + failure.operation().text() + " \"" + failure.object() + "\": "
                + failure.errno().text();
    }

    /** Whether a command was named by a path or by a word to be looked up in {@code $PATH}. */
    private enum Naming {
        PATH,
        WORD,
        EITHER;

        boolean fits(String object) {
            return this == EITHER || (this == PATH) == object.contains("/");
        }
    }

    /**
     * One row: what it fits, and what it means. An empty operation fits every one; empty words leave the facts to speak, others
     * may name the object and the reason.
     */
    private record Rule(
            Set<Stage> stages,
            Set<Errno> errnos,
            Set<Operation> operations,
            Naming naming,
            ErrorCode code,
            String words) {

        Rule(Set<Stage> stages, Set<Errno> errnos, ErrorCode code) {
            this(stages, errnos, Set.of(), Naming.EITHER, code, "");
        }

        Rule(Set<Stage> stages, Set<Errno> errnos, Naming naming, ErrorCode code) {
            this(stages, errnos, Set.of(), naming, code, "");
        }

        Rule(Set<Stage> stages, Set<Errno> errnos, Operation operation, ErrorCode code) {
            this(stages, errnos, Set.of(operation), Naming.EITHER, code, "");
        }

        Rule saying(String text) {
            return new Rule(stages, errnos, operations, naming, code, text);
        }

        boolean fits(InitFailure failure) {
            return stages.contains(failure.stage())
                    && errnos.contains(failure.errno())
                    && (operations.isEmpty() || operations.contains(failure.operation()))
                    && naming.fits(failure.object());
        }

        String message(InitFailure failure) {
            return words.isEmpty()
                    ? facts(failure)
                    : words.formatted(failure.object(), failure.errno().text(), facts(failure));
        }
    }
}
