package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.cgroup.CgroupLayout.Hybrid;
import dev.nodens.runtime.cgroup.CgroupLayout.Legacy;
import dev.nodens.runtime.cgroup.CgroupLayout.Unified;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Judges limits without making a cgroup: whatever is known to be wrong before the kernel is asked. */
public final class ResourceCheck {

    private ResourceCheck() {}

    /** One problem at most for each kind of limit. */
    public static List<ContainerException> problems(LinuxResources resources, CgroupLayout host) {
        List<ContainerException> problems = new ArrayList<>();
        Stream<Runnable> kinds = kinds(resources).map(kind -> () -> judge(kind, host));
        Stream.concat(kinds, Stream.of(() -> DeviceRules.of(resources.devices())))
                .forEach(check -> collect(check, problems));
        return problems;
    }

    private static void collect(Runnable check, List<ContainerException> problems) {
        try {
            check.run();
        } catch (ContainerException wrong) {
            problems.add(wrong);
        }
    }

    private static Stream<LinuxResources> kinds(LinuxResources all) {
        return Stream.<Consumer<LinuxResources.Draft>>of(
                        only -> only.memory = all.memory(),
                        only -> only.cpu = all.cpu(),
                        only -> only.pids = all.pids(),
                        only -> only.blockIO = all.blockIO(),
                        only -> only.hugepageLimits = all.hugepageLimits(),
                        only -> only.network = all.network(),
                        only -> only.rdma = all.rdma(),
                        only -> only.unified = all.unified())
                .map(LinuxResources.empty()::with);
    }

    /** Making the settings finds what is wrong with them. */
    private static void judge(LinuxResources kind, CgroupLayout host) {
        List<Setting> _ = switch (host) {
            case Unified _ -> V2Settings.of(kind, _ -> Optional.empty());
            case Legacy _ -> V1Settings.of(onV1(kind));
            case Hybrid _ ->
                kind.unified().isEmpty() ? V1Settings.of(kind) : V2Settings.of(kind, _ -> Optional.empty());
        };
    }

    private static LinuxResources onV1(LinuxResources kind) {
        if (!kind.unified().isEmpty()) {
            throw Refusal.unsupported("unified", "this host has cgroup v1 only");
        }
        return kind;
    }
}
