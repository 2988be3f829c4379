package dev.nodens.runtime.plan;

import static dev.nodens.runtime.capability.Capability.CAP_CHOWN;
import static dev.nodens.runtime.capability.Capability.CAP_KILL;
import static dev.nodens.runtime.capability.Capability.CAP_SYS_ADMIN;
import static dev.nodens.runtime.plan.PlanFixture.ALL;
import static dev.nodens.runtime.plan.PlanFixture.CGROUPS;
import static dev.nodens.runtime.plan.PlanFixture.UNIFIED;
import static dev.nodens.runtime.plan.PlanFixture.spec;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.capability.CapabilitySet;
import dev.nodens.runtime.plan.PlanContext.Switches;
import dev.nodens.runtime.plan.ProcessPlan.ResourceLimit;
import dev.nodens.runtime.spec.Capabilities;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Rlimit;
import dev.nodens.runtime.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ProcessPlannerTest {

    private static final List<String> ASKED = List.of("CAP_CHOWN", "CAP_KILL", "CAP_SYS_ADMIN", "CAP_TELEPORT");
    private static final Host MAY_KILL_ONLY =
            new Host(Optional.empty(), ALL, CapabilitySet.of(CAP_CHOWN, CAP_KILL), UNIFIED, Set.of(), List.of());

    @Test
    void grantsWhatThisProcessHas() {
        ProcessPlan.Capabilities sets = planned(capable(ASKED), MAY_KILL_ONLY);

        CapabilitySet granted = CapabilitySet.of(CAP_CHOWN, CAP_KILL);
        assertEquals(new ProcessPlan.Capabilities(granted, granted, granted, granted, granted), sets);
    }

    @Test
    void grantsEverythingInsideAUserNamespace() {
        Spec spec = capable(ASKED)
                .with(draft -> draft.linux = draft.linux.with(linux -> {
                    linux.namespaces = List.of(
                            LinuxNamespace.create("mount"),
                            LinuxNamespace.create("user"),
                            LinuxNamespace.create("uts"));
                    linux.uidMappings = List.of(new LinuxIdMapping(0, 5, 1));
                    linux.gidMappings = linux.uidMappings;
                }));

        assertEquals(
                CapabilitySet.of(CAP_CHOWN, CAP_KILL, CAP_SYS_ADMIN),
                planned(spec, MAY_KILL_ONLY).bounding());
    }

    @Test
    void leavesOutWhatTheKernelDoesNotKnow() {
        Host old = new Host(Optional.empty(), CapabilitySet.upTo(CAP_KILL.number()), ALL, UNIFIED, Set.of(), List.of());

        assertEquals(
                CapabilitySet.of(CAP_CHOWN, CAP_KILL),
                planned(capable(ASKED), old).permitted());
    }

    @Test
    void cutsSetsDownToWhatTheKernelTakesTogether() {
        Capabilities given = new Capabilities(
                List.of("CAP_KILL"),
                List.of("CAP_KILL", "CAP_CHOWN"),
                List.of("CAP_SYS_ADMIN"),
                List.of("CAP_KILL"),
                List.of("CAP_KILL", "CAP_SYS_ADMIN"));

        ProcessPlan.Capabilities sets =
                planned(with(process -> process.capabilities = given), PlanFixture.host(UNIFIED));

        assertEquals(CapabilitySet.of(CAP_KILL), sets.effective());
        assertEquals(CapabilitySet.EMPTY, sets.inheritable());
        assertEquals(CapabilitySet.EMPTY, sets.ambient());
    }

    @Test
    void givesNoCapabilityWhereNoneIsSaid() {
        CapabilitySet none = CapabilitySet.EMPTY;

        assertEquals(
                new ProcessPlan.Capabilities(none, none, none, none, none),
                planned(with(process -> process.capabilities = null), PlanFixture.host(UNIFIED)));
    }

    @Test
    void tellsWhatIsNotGranted() {
        assertEquals(
                List.of(
                        "$.process.capabilities: \"CAP_SYS_ADMIN\" can't be granted here",
                        "$.process.capabilities: \"CAP_TELEPORT\" is no known capability"),
                PlanWarnings.of(capable(ASKED), MAY_KILL_ONLY));
        Spec ambient = with(process -> process.capabilities = new Capabilities(
                List.of("CAP_KILL"), List.of("CAP_KILL"), List.of(), List.of("CAP_KILL"), List.of("CAP_KILL")));
        assertEquals(
                List.of(
                        "$.process.capabilities.ambient: \"CAP_KILL\" is not given, because it is not in permitted and inheritable"),
                PlanWarnings.of(ambient, MAY_KILL_ONLY));
        assertEquals(List.of(), PlanWarnings.of(spec(), PlanFixture.host(UNIFIED)));
    }

    @Test
    void tellsOfARelativeDestination() {
        Spec spec = spec().with(draft -> draft.mounts = List.of(new Mount("data", "tmpfs", "tmpfs", List.of())));

        assertEquals(
                List.of("$.mounts[0].destination: \"data\" is taken from /; a relative one is deprecated"),
                PlanWarnings.of(spec, PlanFixture.host(UNIFIED)));
    }

    @Test
    void keepsTheLastValueOfAVariable() {
        Spec spec = with(process -> process.env = List.of("A=1", "B=2", "A=3=4", "EMPTY=", "HOME=/"));

        assertEquals(
                List.of("A=3=4", "B=2", "EMPTY=", "HOME=/"),
                PlanFixture.plan(spec).process().env());
    }

    @Test
    void numbersResourceLimits() {
        Spec spec = with(process ->
                process.rlimits = List.of(new Rlimit("RLIMIT_NOFILE", -1, 5), new Rlimit("RLIMIT_RTTIME", 2, 1)));

        assertEquals(
                List.of(new ResourceLimit(7, 5, -1), new ResourceLimit(15, 1, 2)),
                PlanFixture.plan(spec).process().rlimits());
    }

    private static Spec with(Consumer<Process.Draft> change) {
        return spec().with(spec -> spec.process = spec.process.with(change));
    }

    private static Spec capable(List<String> names) {
        return with(process -> process.capabilities = new Capabilities(names, names, names, names, names));
    }

    private static ProcessPlan.Capabilities planned(Spec spec, Host host) {
        PlanContext context = PlanFixture.context(host, CGROUPS, Switches.DEFAULT);
        return LaunchPlanner.plan(Mode.RUN, spec, context).process().capabilities();
    }
}
