package dev.nodens.runtime.plan;

import dev.nodens.runtime.cgroup.CgroupRef;
import java.util.List;

/**
 * The cgroups that are joined; they exist before the plan is sent.
 *
 * @param monitor of the monitor; empty = stay where it is started
 * @param container of the container's process
 */
public record CgroupPlan(List<CgroupRef> monitor, List<CgroupRef> container) {

    public static final CgroupPlan NONE = new CgroupPlan(List.of(), List.of());

    public CgroupPlan {
        monitor = List.copyOf(monitor);
        container = List.copyOf(container);
    }
}
