package dev.nodens.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.mount.MountKind;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountingPlannerTest {

    private static final int PID = 77;

    @Test
    void joinsTheMountNamespaceOfTheProcessAndNoOtherButItsUserNamespace() {
        MountingPlan plan = MountingPlanner.add(PlanFixture.spec(), bind("data/../x"), PID, PlanFixture.context());

        assertEquals("mnt:/proc/77/ns/mnt", plan.joined().joinedPaths());
        assertEquals(MountKind.BIND, plan.mounts().getFirst().kind());
        assertEquals("/x", plan.mounts().getFirst().target());
        assertEquals("/bundle/volume", plan.mounts().getFirst().source());
    }

    @Test
    void namesWhatIsTakenAwayFromTheRoot() {
        MountingPlan plan = MountingPlanner.remove(PlanFixture.spec(), "a//b/./c", PID, PlanFixture.context());

        assertEquals(List.of("/a/b/c"), plan.unmounts());
        assertEquals(List.of(), plan.mounts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "..", "/proc", "proc/", "/dev/null", "/proc/kcore", "/proc/../proc/kcore"})
    void leavesThePlacesThatTheSpecDecidesOn(String destination) {
        Spec spec = PlanFixture.withLinux(linux -> linux.maskedPaths = List.of("/proc/kcore"));

        ContainerException refused = assertThrows(
                ContainerException.class, () -> MountingPlanner.remove(spec, destination, PID, PlanFixture.context()));

        assertEquals(ErrorCode.INVALID_SPEC, refused.code());
        assertThrows(
                ContainerException.class,
                () -> MountingPlanner.add(spec, bind(destination), PID, PlanFixture.context()));
    }

    @Test
    void changesNoMountNamespaceThatIsNotTheContainersOwn() {
        Spec joined = PlanFixture.withLinux(
                linux -> linux.namespaces = List.of(new LinuxNamespace("mount", "/proc/1/ns/mnt")));

        assertEquals(
                ErrorCode.UNSUPPORTED,
                assertThrows(
                                ContainerException.class,
                                () -> MountingPlanner.add(joined, bind("/x"), PID, PlanFixture.context()))
                        .code());
    }

    private static Mount bind(String destination) {
        return new Mount(destination, "bind", "volume", List.of("bind", "ro"));
    }
}
