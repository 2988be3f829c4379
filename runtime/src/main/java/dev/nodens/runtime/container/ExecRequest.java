package dev.nodens.runtime.container;

import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.cgroup.SubCgroups;
import dev.nodens.runtime.spec.Process;

/**
 * One more process for a running container.
 *
 * @param supervision RESIDENT = the container's monitor is its parent; FOREGROUND = a child of ours that relays; NONE = left
 *     to itself
 * @param cgroups where it is to be below the container's cgroup
 * @param whilePaused whether the container may be paused; the process runs when it is resumed
 */
public record ExecRequest(
        Process process, Supervision supervision, OciOptions oci, SubCgroups cgroups, boolean whilePaused) {

    /** One in the container's own cgroup, while it runs. */
    static ExecRequest of(Process process, Supervision supervision) {
        return new ExecRequest(process, supervision, OciOptions.NONE, SubCgroups.NONE, false);
    }
}
