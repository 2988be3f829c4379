package dev.nodens.runtime.spec;

import static dev.nodens.runtime.spec.Rules.refusal;
import static dev.nodens.runtime.spec.Rules.require;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the OCI runtime-spec for what a Spec says, as far as they can be judged without looking at the machine. The
 * first that is broken is thrown as INVALID_SPEC, or all are told of. Limits of cgroups and the seccomp filter have rules of their own where
 * they are turned into what the kernel takes.
 */
public final class SpecValidator {

    /** config.md, "Specification version": SemVer; a higher major version may mean anything. */
    private static final Pattern VERSION = Pattern.compile("[01]\\.\\d+\\.\\d+([-+].*)?");

    /** HOST_NAME_MAX, uname(2). */
    private static final int LONGEST_HOSTNAME = 64;

    private SpecValidator() {}

    /** Judges a container that is to be run. */
    public static void validate(Spec spec) {
        judge(spec, Judge.STRICT);
    }

    /** Every problem of a container that is to be run, in the order in which {@link #validate} would meet them. */
    public static List<ContainerException> problems(Spec spec) {
        List<ContainerException> problems = new ArrayList<>();
        Judge.collecting(problems).check(() -> judge(spec, Judge.collecting(problems)));
        return problems;
    }

    private static void judge(Spec spec, Judge judge) {
        judge.check(() -> version(spec.ociVersion()));
        judge.check(() -> require(spec.process() != null, "process", "must be given"));
        if (spec.process() != null) {
            ProcessRules.check(spec.process(), judge);
        }
        Linux linux = spec.linux() == null ? Linux.empty() : spec.linux();
        Namespaces namespaces = NamespaceRules.check(linux, judge);
        judge.check(() -> root(spec, linux, namespaces));
        judge.check(() -> name("hostname", spec.hostname(), namespaces));
        judge.check(() -> name("domainname", spec.domainname(), namespaces));
        MountRules.check(spec, namespaces, judge);
        if (spec.hooks() != null) {
            HookRules.check(spec.hooks(), judge);
        }
        LinuxRules.check(linux, namespaces, judge);
        judge.check(() -> require(!spec.annotations().containsKey(""), "annotations", "must not have an empty key"));
    }

    private static void version(String version) {
        require(
                VERSION.matcher(version).matches(),
                "ociVersion",
                "must be a version of the OCI runtime-spec from 0.1.0 to 1.x",
                version);
    }

    /** Judges one more process of a running container. */
    public static void validateExec(Process process) {
        ProcessRules.check(process, Judge.STRICT);
    }

    /** Judges one more mount for a running container. */
    public static void validateMount(Mount mount, Namespaces namespaces) {
        MountRules.mount("mount", mount, namespaces);
    }

    /** config.md, "Root"; without a mount namespace of its own, a container's mounts would be everybody's. */
    private static void root(Spec spec, Linux linux, Namespaces namespaces) {
        Root root = spec.root();
        if (namespaces.creates(NamespaceType.MOUNT)) {
            if (root == null) {
                throw refusal("root", "must be given");
            }
            Rules.text("root.path", root.path());
            require(!root.path().isEmpty(), "root.path", "must not be empty");
            return;
        }
        if (root != null
                && !namespaces.contains(NamespaceType.MOUNT)
                && !root.path().equals("/")) {
            rootInHost(root, linux, namespaces);
            return;
        }
        if (root != null) {
            require(
                    root.path().equals("/"),
                    "root.path",
                    "must be \"/\", the root of the mount namespace that is joined",
                    root.path());
            needsMountNamespace(!root.readonly(), "root.readonly");
        }
        needsMountNamespace(spec.mounts().isEmpty(), "mounts");
        needsMountNamespace(linux.devices().isEmpty(), "linux.devices");
        needsMountNamespace(linux.maskedPaths().isEmpty(), "linux.maskedPaths");
        needsMountNamespace(linux.readonlyPaths().isEmpty(), "linux.readonlyPaths");
        needsMountNamespace(linux.rootfsPropagation() == null, "linux.rootfsPropagation");
    }

    /** Mounted in the mount namespace that is the caller's too: nothing may be asked of it that others would feel. */
    private static void rootInHost(Root root, Linux linux, Namespaces namespaces) {
        Rules.text("root.path", root.path());
        require(!root.path().isEmpty(), "root.path", "must not be empty");
        require(
                root.path().indexOf('\n') < 0,
                "root.path",
                "must not contain a line feed where no mount namespace is made");
        require(
                !namespaces.contains(NamespaceType.USER),
                "root.path",
                "must be \"/\" where a user namespace comes without a new mount namespace",
                root.path());
        needsMountNamespace(linux.maskedPaths().isEmpty(), "linux.maskedPaths");
        needsMountNamespace(linux.readonlyPaths().isEmpty(), "linux.readonlyPaths");
        needsMountNamespace(linux.rootfsPropagation() == null, "linux.rootfsPropagation");
    }

    private static void needsMountNamespace(boolean absent, String field) {
        require(absent, field, "needs a new mount namespace in $.linux.namespaces");
    }

    /** config.md, "Hostname" and "Domainname". */
    private static void name(String field, @Nullable String name, Namespaces namespaces) {
        if (name == null) {
            return;
        }
        Rules.text(field, name);
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        require(bytes <= LONGEST_HOSTNAME, field, "must have at most " + LONGEST_HOSTNAME + " bytes", bytes);
        require(namespaces.contains(NamespaceType.UTS), field, "needs a uts namespace in $.linux.namespaces");
    }

    /** Checks paths that must be absolute. */
    static void absolutePaths(String field, List<String> paths) {
        for (int i = 0; i < paths.size(); i++) {
            Rules.absolutePath(field + "[" + i + "]", paths.get(i));
        }
    }
}
