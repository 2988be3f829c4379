package dev.nodens.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxIdMapping;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.User;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CgroupDelegationTest {

    @Test
    void givesTheCgroupToTheUserWhoMayWriteIt() {
        assertEquals(OptionalLong.of(100_000), CgroupDelegation.owner(spec(0, "rw", "user", "cgroup")));
        assertEquals(OptionalLong.of(100_007), CgroupDelegation.owner(spec(7, "rw", "user", "cgroup")));
    }

    @Test
    void keepsTheCgroupWhereTheContainerMayOnlyRead() {
        assertEquals(OptionalLong.empty(), CgroupDelegation.owner(spec(0, "ro", "user", "cgroup")));
    }

    @Test
    void keepsTheCgroupWhereOthersCanBeSeen() {
        assertEquals(OptionalLong.empty(), CgroupDelegation.owner(spec(0, "rw", "user")));
    }

    @Test
    void keepsTheCgroupWhereRootIsTheHosts() {
        assertEquals(OptionalLong.empty(), CgroupDelegation.owner(spec(0, "rw", "cgroup")));
    }

    @Test
    void keepsTheCgroupOfAUserWhoIsNotMapped() {
        assertEquals(OptionalLong.empty(), CgroupDelegation.owner(spec(70_000, "rw", "user", "cgroup")));
    }

    private static Spec spec(long uid, String option, String... namespaces) {
        return Spec.empty().with(spec -> {
            spec.process =
                    Process.of(List.of("true")).with(process -> process.user = new User(uid, 0, null, List.of()));
            spec.mounts = List.of(new Mount("/sys/fs/cgroup", "cgroup", "cgroup", List.of(option)));
            spec.linux = Linux.empty().with(linux -> {
                linux.namespaces =
                        Stream.of(namespaces).map(LinuxNamespace::create).toList();
                linux.uidMappings = List.of(new LinuxIdMapping(0, 100_000, 65_536));
            });
        });
    }
}
