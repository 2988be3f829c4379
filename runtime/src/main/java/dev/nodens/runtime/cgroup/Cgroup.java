package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.spec.LinuxResources;
import java.util.List;
import java.util.Optional;

/**
 * The cgroup of one container, in every hierarchy of the host, whether it is there or not. It is a name and holds nothing
 * open: any process may ask the same of the same cgroup.
 */
public interface Cgroup {

    /** Its directories, for the process that is to enter them; the one that is cloned into first. */
    List<CgroupRef> refs();

    /**
     * Those directories for one more process of a container that runs: where its init has gone further down, because a v2
     * cgroup that gives controllers to its children can't have processes itself, they are init's.
     *
     * @param init as this process's pid namespace counts
     */
    List<CgroupRef> refsBeside(int init);

    /**
     * Makes a user its owner, as far as the kernel calls that safe, so that a container can manage cgroups of its own. Does
     * nothing where there is v1, which never is.
     *
     * @param uid as this process's user namespace counts
     */
    void delegate(long uid);

    /** Changes limits in place; a list of device rules takes the old one's place. */
    void apply(LinuxResources resources);

    /** Stops every process of it where it is; returns when all have stopped. Undone where that takes too long. */
    void freeze();

    void thaw();

    /** Whether it is frozen; false where it is not there. */
    boolean frozen();

    /** Ends every process of it, also frozen ones and those that just fork; returns when none is left. */
    void killAll();

    /** Its processes and those of cgroups made inside it, as this process's pid namespace counts. */
    List<Integer> processes();

    /** How many processes of it the out-of-memory killer has ended; 0 where nobody counts. */
    long oomKills();

    /** What it has used; 0 and empty where it is not there. */
    ContainerStats stats();

    /** To be told when the out-of-memory killer strikes in it; empty where nobody counts. */
    Optional<OomEvents> oomEvents();

    /** Removes its directories and those made inside it. It must have no process; that it is not there is fine. */
    void destroy();
}
