package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.BlockIo;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits of the first cgroup version that a host's cgroups no longer have. Every runtime passes over them, and configurations
 * that say them are about: no error, but to be told.
 */
public final class ResourceWarnings {

    private final CgroupLayout host;
    private final List<String> warnings = new ArrayList<>();

    private ResourceWarnings(CgroupLayout host) {
        this.host = host;
    }

    /** One sentence for each limit that is left out. */
    public static List<String> of(LinuxResources resources, CgroupLayout host) {
        ResourceWarnings found = new ResourceWarnings(host);
        if (resources.memory() != null) {
            found.memory(resources.memory());
        }
        if (resources.cpu() != null && !found.hasV1("cpu")) {
            found.realtime(resources.cpu());
        }
        if (resources.blockIO() != null && !found.hasV1("blkio")) {
            found.blockIo(resources.blockIO());
        }
        found.add(resources.network() != null && host.legacy().isEmpty(), "network", "cgroup v2 has no such limit");
        return List.copyOf(found.warnings);
    }

    private void memory(Memory memory) {
        String gone = "no kernel limits it apart any more";
        add(memory.kernel() != null, "memory.kernel", gone);
        add(memory.kernelTCP() != null, "memory.kernelTCP", gone);
        add(Boolean.FALSE.equals(memory.useHierarchy()), "memory.useHierarchy", "every cgroup counts those below it");
        if (!hasV1("memory")) {
            add(memory.swappiness() != null, "memory.swappiness", "cgroup v2 has no such setting");
            add(
                    Boolean.TRUE.equals(memory.disableOOMKiller()),
                    "memory.disableOOMKiller",
                    "cgroup v2 has no such setting");
        }
    }

    private void realtime(Cpu cpu) {
        add(Conversion.given(cpu.realtimeRuntime()).isPresent(), "cpu.realtimeRuntime", "cgroup v2 has no such limit");
        add(Conversion.given(cpu.realtimePeriod()).isPresent(), "cpu.realtimePeriod", "cgroup v2 has no such limit");
    }

    private void blockIo(BlockIo io) {
        add(io.leafWeight() != null, "blockIO.leafWeight", "cgroup v2 has no such weight");
        add(
                io.weightDevice().stream().anyMatch(device -> device.leafWeight() != null),
                "blockIO.weightDevice.leafWeight",
                "cgroup v2 has no such weight");
    }

    private boolean hasV1(String controller) {
        return host.legacy().stream()
                .anyMatch(hierarchy -> hierarchy.controllers().contains(controller));
    }

    private void add(boolean given, String field, String why) {
        if (given) {
            warnings.add("$.linux.resources." + field + ": is left out: " + why);
        }
    }
}
