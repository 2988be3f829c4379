package dev.nodens.runtime.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.cgroup.CgroupLayout.Hybrid;
import dev.nodens.runtime.cgroup.CgroupLayout.Legacy;
import dev.nodens.runtime.cgroup.CgroupLayout.Unified;
import dev.nodens.runtime.cgroup.CgroupLayout.V1Hierarchy;
import dev.nodens.runtime.error.ContainerException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubCgroupsTest {

    private static final Hierarchy V2 = new Hierarchy(Path.of("/c/unified"), "/");
    private static final List<V1Hierarchy> V1 = List.of(
            new V1Hierarchy(List.of("cpu", "cpuacct"), new Hierarchy(Path.of("/c/cpu"), "/")),
            new V1Hierarchy(List.of("pids"), new Hierarchy(Path.of("/c/pids"), "/")));
    private static final CgroupRef UNIFIED = new CgroupRef(2, Path.of("/c/unified/web"));
    private static final List<CgroupRef> HYBRID =
            List.of(UNIFIED, new CgroupRef(1, Path.of("/c/cpu/web")), new CgroupRef(1, Path.of("/c/pids/web")));

    @Test
    void goesDownInTheHierarchyOfAController() {
        assertEquals(
                List.of(UNIFIED, new CgroupRef(1, Path.of("/c/cpu/web/a/b")), new CgroupRef(1, Path.of("/c/pids/web"))),
                SubCgroups.parse(List.of("cpuacct:a/b")).below(HYBRID, new Hybrid(V1, V2)));
    }

    @Test
    void takesAPathAloneForThatOfV2() {
        assertEquals(
                List.of(new CgroupRef(2, Path.of("/c/unified/web/sub"))),
                SubCgroups.parse(List.of("/sub")).below(List.of(UNIFIED), new Unified(V2)));
        assertEquals(List.of(UNIFIED), SubCgroups.parse(List.of("/")).below(List.of(UNIFIED), new Unified(V2)));
    }

    @Test
    void neverLeavesTheContainersCgroup() {
        ContainerException refused = assertThrows(
                ContainerException.class,
                () -> SubCgroups.parse(List.of("a/../../db")).below(List.of(UNIFIED), new Unified(V2)));

        assertTrue(refused.getMessage().endsWith(" is not a sub cgroup path"), refused.getMessage());
    }

    @Test
    void refusesAControllerThatTheHostDoesNotHave() {
        assertThrows(
                ContainerException.class,
                () -> SubCgroups.parse(List.of("memory:a")).below(HYBRID, new Hybrid(V1, V2)));
        assertThrows(
                ContainerException.class,
                () -> SubCgroups.parse(List.of("a")).below(HYBRID.subList(1, 3), new Legacy(V1)));
    }

    @ParameterizedTest
    @CsvSource({"a,b", "cpu:a,b", ":a,pids:b", "'cpu,:a',pids:b", "cpu:a,cpu:b"})
    void refusesWhatLeavesOpenWhichHierarchyIsMeant(String first, String second) {
        assertThrows(ContainerException.class, () -> SubCgroups.parse(List.of(first, second)));
    }
}
