package dev.nodens.runtime.plan;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.capability.CapabilitySet;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.cgroup.Hierarchy;
import dev.nodens.runtime.plan.PlanContext.Switches;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecTemplate;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A host of today, and a Spec to change one thing of. */
final class PlanFixture {

    static final CapabilitySet ALL = CapabilitySet.upTo(40);
    static final CgroupLayout UNIFIED = new CgroupLayout.Unified(new Hierarchy(Path.of("/sys/fs/cgroup"), "/"));
    static final CgroupPlan CGROUPS =
            new CgroupPlan(List.of(), List.of(new CgroupRef(2, Path.of("/sys/fs/cgroup/nodens/web"))));

    private PlanFixture() {}

    static Host host(CgroupLayout cgroups) {
        return new Host(Optional.empty(), ALL, ALL, cgroups, Set.of(), List.of());
    }

    static PlanContext context() {
        return context(host(UNIFIED), CGROUPS, Switches.DEFAULT);
    }

    static PlanContext context(Host host, CgroupPlan cgroups, Switches switches) {
        return new PlanContext(
                new ContainerId("web"),
                LaunchOptions.unsupervised(Path.of("/bundle")),
                Path.of("/run/nodens/containers/web"),
                host,
                cgroups,
                null,
                switches);
    }

    static Spec spec() {
        return SpecTemplate.container();
    }

    static Spec withLinux(Consumer<Linux.Draft> change) {
        return spec().with(
                        spec -> spec.linux = Objects.requireNonNull(spec.linux).with(change));
    }

    static LaunchPlan plan(Spec spec) {
        return LaunchPlanner.plan(Mode.RUN, spec, context());
    }
}
