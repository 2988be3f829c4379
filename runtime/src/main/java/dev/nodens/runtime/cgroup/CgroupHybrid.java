package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cgroup in the v1 hierarchies, which have the controllers, and in the v2 hierarchy, which can freeze, kill and be cloned
 * into, and has whatever controllers v1 has not.
 */
final class CgroupHybrid implements HostCgroup {

    private final CgroupV1 v1;
    private final CgroupV2 v2;

    CgroupHybrid(CgroupV1 v1, CgroupV2 v2) {
        this.v1 = v1;
        this.v2 = v2;
    }

    @Override
    public List<CgroupRef> refs() {
        return Stream.concat(v2.refs().stream(), v1.refs().stream()).toList();
    }

    @Override
    public List<CgroupRef> refsBeside(int init) {
        return Stream.concat(v2.refsBeside(init).stream(), v1.refs().stream()).toList();
    }

    /** A container here is shown the v1 hierarchies. */
    @Override
    public void delegate(long uid) {}

    @Override
    public void make(Construction construction) {
        v2.make(construction);
        v1.make(construction);
    }

    @Override
    public void adopt(Construction construction) {
        makeShared(construction);
    }

    @Override
    public void makeShared(Construction construction) {
        v2.makeShared(construction);
        v1.makeShared(construction);
    }

    /** Each controller is in one of the two, those of network are v1's alone, and the unified settings are v2's. */
    @Override
    public void set(LinuxResources resources) {
        v1.set(V1Settings.of(resources).stream()
                .filter(setting ->
                        v1.has(setting.controller()) || setting.controller().startsWith("net_"))
                .toList());
        v2.set(resources.with(draft -> {
            draft.memory = v1.has("memory") ? null : resources.memory();
            draft.cpu = cpuOfV2(resources.cpu());
            draft.pids = v1.has("pids") ? null : resources.pids();
            draft.blockIO = v1.has("blkio") ? null : resources.blockIO();
            draft.hugepageLimits = v1.has("hugetlb") ? List.of() : resources.hugepageLimits();
            draft.rdma = v1.has("rdma") ? Map.of() : resources.rdma();
            draft.network = null;
        }));
    }

    private @Nullable Cpu cpuOfV2(@Nullable Cpu cpu) {
        if (cpu == null || v1.has("cpu") && v1.has("cpuset")) {
            return null;
        }
        return v1.has("cpu")
                ? new Cpu(null, null, null, null, null, null, cpu.cpus(), cpu.mems(), null)
                : new Cpu(
                        cpu.shares(),
                        cpu.quota(),
                        cpu.burst(),
                        cpu.period(),
                        cpu.realtimeRuntime(),
                        cpu.realtimePeriod(),
                        v1.has("cpuset") ? null : cpu.cpus(),
                        v1.has("cpuset") ? null : cpu.mems(),
                        cpu.idle());
    }

    @Override
    public Optional<String> memoryInUse() {
        return v1.memoryInUse().or(v2::memoryInUse);
    }

    @Override
    public void restrictDevices(DeviceRules rules) {
        if (v1.has("devices")) {
            v1.restrictDevices(rules);
        } else {
            v2.restrictDevices(rules);
        }
    }

    @Override
    public void changeDevices(DeviceRules rules) {
        if (v1.has("devices")) {
            v1.changeDevices(rules);
        } else {
            v2.changeDevices(rules);
        }
    }

    @Override
    public void freeze() {
        v2.freeze();
    }

    @Override
    public void thaw() {
        v2.thaw();
    }

    @Override
    public boolean frozen() {
        return v2.frozen();
    }

    @Override
    public void killAll() {
        v2.killAll();
    }

    @Override
    public List<Integer> processes() {
        return v2.processes();
    }

    @Override
    public long oomKills() {
        return Math.max(v1.oomKills(), v2.oomKills());
    }

    @Override
    public ContainerStats stats() {
        return new HybridAccounts(v1.accounts(), v2.accounts(), v1::has).stats();
    }

    @Override
    public Optional<OomEvents> oomEvents() {
        return v1.has("memory") ? v1.oomEvents() : v2.oomEvents();
    }

    @Override
    public void destroy() {
        v2.destroy();
        v1.destroy();
    }
}
