package dev.nodens.runtime.container;

/** The points of a creation and a deletion between which this process may be killed, in their order. */
public enum Step {
    RECORDED,
    CGROUP_MADE,
    SPAWNED,
    MONITOR_STARTED,
    PROCESS_STARTED,
    HOOKS_RUN,
    CREATED,
    STARTED,
    LEFTOVERS_KILLED,
    CGROUP_REMOVED,
    FORGOTTEN
}
