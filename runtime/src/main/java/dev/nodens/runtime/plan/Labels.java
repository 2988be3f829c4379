package dev.nodens.runtime.plan;

import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What security modules are told of a program and of the files that it is to reach. */
final class Labels {

    /** File systems of the kernel's own, whose files its policy labels one by one. */
    private static final Set<String> LABELLED_BY_POLICY =
            Set.of("proc", "sysfs", "mqueue", "cgroup", "cgroup2", "securityfs", "debugfs");

    private Labels() {}

    static List<ProcessPlan.ExecLabel> ofProgram(Process process, Host host) {
        List<ProcessPlan.ExecLabel> labels = new ArrayList<>();
        if (process.apparmorProfile() != null) {
            SecurityModule.APPARMOR.require(host, "process.apparmorProfile");
            labels.add(new ProcessPlan.ExecLabel("apparmor/exec", "exec " + process.apparmorProfile()));
        }
        if (process.selinuxLabel() != null) {
            SecurityModule.SELINUX.require(host, "process.selinuxLabel");
            labels.add(new ProcessPlan.ExecLabel("exec", process.selinuxLabel()));
        }
        return labels;
    }

    /** The option that gives all files of a new file system one label. */
    static Optional<FilesystemOption> ofMount(Linux linux, String fstype, Host host) {
        if (linux.mountLabel() == null) {
            return Optional.empty();
        }
        SecurityModule.SELINUX.require(host, "linux.mountLabel");
        return LABELLED_BY_POLICY.contains(fstype)
                ? Optional.empty()
                : Optional.of(new FilesystemOption("context", linux.mountLabel()));
    }
}
