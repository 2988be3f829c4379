package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.ContainerStats.BlockIo;
import dev.nodens.runtime.ContainerStats.Cpu;
import dev.nodens.runtime.ContainerStats.Cpuset;
import dev.nodens.runtime.ContainerStats.Memory;
import dev.nodens.runtime.ContainerStats.Pids;
import dev.nodens.runtime.ContainerStats.Use;
import java.util.List;
import java.util.Map;

/** What a cgroup has used, by controller. A controller that is not there has counted nothing. */
interface Accounts {

    Cpu cpu();

    Cpuset cpuset();

    Memory memory();

    Pids pids();

    BlockIo blockIo();

    Map<String, Use> hugepages();

    /** All of it; a cgroup knows nothing of network interfaces. */
    default ContainerStats stats() {
        return new ContainerStats(cpu(), cpuset(), memory(), pids(), blockIo(), hugepages(), List.of());
    }
}
