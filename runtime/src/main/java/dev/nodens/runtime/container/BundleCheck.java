package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.ResourceCheck;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.plan.Mode;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecValidator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Judges a configuration by everything that {@link Creator} does before it makes anything. */
final class BundleCheck {

    /** Never made: it only stands where a plan needs an id. */
    private static final ContainerId NOBODY = new ContainerId("validate");

    private final Planning planning;
    private final Consumer<LinuxSeccomp> compiler;
    private final CgroupLayout cgroups;

    BundleCheck(Planning planning, Consumer<LinuxSeccomp> compiler, CgroupLayout cgroups) {
        this.planning = planning;
        this.compiler = compiler;
        this.cgroups = cgroups;
    }

    Verdict judge(Spec spec, Path bundle) {
        List<ContainerException> problems = new ArrayList<>(SpecValidator.problems(spec));
        boolean broken = !problems.isEmpty();
        Optional<Linux> linux = Optional.ofNullable(spec.linux());
        LinuxResources limits = linux.map(Linux::resources).orElseGet(LinuxResources::empty);
        problems.addAll(ResourceCheck.problems(limits, cgroups));
        linux.map(Linux::seccomp).ifPresent(filter -> collect(() -> compiler.accept(filter), problems));
        if (broken) {
            // What breaks a rule can't be planned, nor compared with this host.
            return verdict(problems, List.of());
        }
        collect(() -> plan(spec, bundle), problems);
        return verdict(problems, planning.warnings(spec));
    }

    /** Without its filter, which was judged already. */
    private void plan(Spec spec, Path bundle) {
        Linux linux = spec.linux() == null ? Linux.empty() : spec.linux();
        Spec unfiltered = spec.with(s -> s.linux = linux.with(l -> l.seccomp = null));
        planning.plan(
                new Creator.Request(
                        NOBODY, unfiltered, Mode.CREATE, LaunchOptions.unsupervised(bundle), OciOptions.NONE),
                List.of());
    }

    private static Verdict verdict(List<ContainerException> problems, List<String> warnings) {
        return new Verdict(
                problems.stream().map(ContainerException::getMessage).distinct().toList(), warnings);
    }

    private static void collect(Runnable check, List<ContainerException> problems) {
        try {
            check.run();
        } catch (ContainerException wrong) {
            problems.add(wrong);
        }
    }
}
