package dev.nodens.runtime.plan;

import java.nio.file.Path;
import java.util.List;

/**
 * The cgroups that are joined; they exist before the plan is sent.
 *
 * @param monitor of the monitor; empty = stay where it is started
 * @param container of the container's process
 */
public record CgroupPlan(List<CgroupDirectory> monitor, List<CgroupDirectory> container) {

    public static final CgroupPlan NONE = new CgroupPlan(List.of(), List.of());

    /**
     * One cgroup.
     *
     * @param version 1 or 2
     * @param path its directory as this process sees it
     */
    public record CgroupDirectory(int version, Path path) {}

    public CgroupPlan {
        monitor = List.copyOf(monitor);
        container = List.copyOf(container);
    }
}
