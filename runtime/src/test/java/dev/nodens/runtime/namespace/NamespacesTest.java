package dev.nodens.runtime.namespace;

import static dev.nodens.runtime.namespace.NamespaceType.IPC;
import static dev.nodens.runtime.namespace.NamespaceType.MOUNT;
import static dev.nodens.runtime.namespace.NamespaceType.NETWORK;
import static dev.nodens.runtime.namespace.NamespaceType.PID;
import static dev.nodens.runtime.namespace.NamespaceType.USER;
import static dev.nodens.runtime.namespace.NamespaceType.UTS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamespacesTest {

    private static final Namespaces SOME =
            Namespaces.of(Namespace.create(PID), Namespace.join(NETWORK, "/run/netns/a"), Namespace.create(MOUNT));

    @Test
    void addsAtTheEnd() {
        Namespaces more = SOME.add(Namespace.create(IPC));

        assertEquals(3, more.index(IPC));
        assertEquals(3, SOME.list().size());
    }

    @Test
    void replacesTheOneOfItsTypeInItsPlace() {
        Namespaces changed = SOME.add(Namespace.join(PID, "/proc/1/ns/pid"));

        assertEquals(0, changed.index(PID));
        assertEquals(3, changed.list().size());
        assertEquals(Optional.of("/proc/1/ns/pid"), changed.pathOf(PID));
    }

    @Test
    void removesByType() {
        assertFalse(SOME.remove(PID).contains(PID));
        assertEquals(SOME, SOME.remove(UTS));
        assertEquals(1, SOME.remove(PID).index(MOUNT));
    }

    @Test
    void tellsNewJoinedAndInheritedApart() {
        assertTrue(SOME.creates(PID));
        assertFalse(SOME.joins(PID));
        assertTrue(SOME.joins(NETWORK));
        assertFalse(SOME.creates(NETWORK));
        assertEquals(-1, SOME.index(USER));
        assertFalse(SOME.creates(USER) || SOME.joins(USER) || SOME.contains(USER));
    }

    @Test
    void hasThePathOfWhatIsJoinedOnly() {
        assertEquals(Optional.of("/run/netns/a"), SOME.pathOf(NETWORK));
        assertEquals(Optional.empty(), SOME.pathOf(PID));
        assertEquals(Optional.empty(), SOME.pathOf(USER));
    }

    @Test
    void findsANewOneByAProcessInIt() {
        assertEquals("/proc/42/ns/pid", Namespace.create(PID).pathOf(42));
        assertEquals("/run/netns/a", Namespace.join(NETWORK, "/run/netns/a").pathOf(42));
    }

    @Test
    void clonesWhatIsNewOnly() {
        assertEquals(PID.cloneFlag() | MOUNT.cloneFlag(), SOME.cloneFlags());
        assertEquals(0, Namespaces.of().cloneFlags());
    }

    @Test
    void joinsTheUserNamespaceBeforeTheOthers() {
        Namespaces all = new Namespaces(Arrays.stream(NamespaceType.values())
                .sorted((a, b) -> b.compareTo(a))
                .map(type -> Namespace.join(type, type.pathOf(1)))
                .toList());

        assertEquals(
                "user:/proc/1/ns/user,ipc:/proc/1/ns/ipc,uts:/proc/1/ns/uts,net:/proc/1/ns/net,"
                        + "pid:/proc/1/ns/pid,mnt:/proc/1/ns/mnt,cgroup:/proc/1/ns/cgroup,time:/proc/1/ns/time",
                all.joinedPaths());
    }

    @Test
    void saysNothingOfPathsWhereNoneIsJoined() {
        assertEquals("", Namespaces.of(Namespace.create(PID)).joinedPaths());
    }
}
