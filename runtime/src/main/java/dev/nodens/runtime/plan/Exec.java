package dev.nodens.runtime.plan;

import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;

/** One more process of a container: what its caller leaves open is as the container's own process has it, as runc does. */
final class Exec {

    private Exec() {}

    static Process completed(Process process, Spec container) {
        Process own = container.process();
        if (own == null) {
            return process;
        }
        return process.with(draft -> {
            draft.scheduler = draft.scheduler == null ? own.scheduler() : draft.scheduler;
            draft.ioPriority = draft.ioPriority == null ? own.ioPriority() : draft.ioPriority;
            draft.execCPUAffinity = draft.execCPUAffinity == null ? own.execCPUAffinity() : draft.execCPUAffinity;
            draft.apparmorProfile = draft.apparmorProfile == null ? own.apparmorProfile() : draft.apparmorProfile;
            draft.selinuxLabel = draft.selinuxLabel == null ? own.selinuxLabel() : draft.selinuxLabel;
        });
    }
}
