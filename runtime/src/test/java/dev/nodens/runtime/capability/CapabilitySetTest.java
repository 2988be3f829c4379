package dev.nodens.runtime.capability;

import static dev.nodens.runtime.capability.Capability.CAP_AUDIT_WRITE;
import static dev.nodens.runtime.capability.Capability.CAP_CHECKPOINT_RESTORE;
import static dev.nodens.runtime.capability.Capability.CAP_CHOWN;
import static dev.nodens.runtime.capability.Capability.CAP_KILL;
import static dev.nodens.runtime.capability.Capability.CAP_SYS_ADMIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitySetTest {

    /** Figures of linux/capability.h: the first, the last, and some whose neighbours are easily left out. */
    @Test
    void numbersAreTheKernels() {
        assertEquals(0, CAP_CHOWN.number());
        assertEquals(5, CAP_KILL.number());
        assertEquals(21, CAP_SYS_ADMIN.number());
        assertEquals(29, CAP_AUDIT_WRITE.number());
        assertEquals(40, CAP_CHECKPOINT_RESTORE.number());
        assertEquals(41, Capability.values().length);
    }

    @Test
    void isABitMask() {
        CapabilitySet set = CapabilitySet.of(CAP_CHOWN, CAP_KILL, CAP_CHECKPOINT_RESTORE);

        assertEquals(1L | 1L << 5 | 1L << 40, set.mask());
        assertTrue(set.contains(CAP_KILL));
        assertFalse(set.contains(CAP_SYS_ADMIN));
        assertEquals("[CAP_CHOWN,CAP_KILL,CAP_CHECKPOINT_RESTORE]", set.toString());
    }

    @Test
    void reachesToTheLastThatTheKernelKnows() {
        assertEquals(0x1ff_ffff_ffffL, CapabilitySet.upTo(40).mask());
        assertEquals(1, CapabilitySet.upTo(0).mask());
        assertEquals(-1, CapabilitySet.upTo(63).mask());
        assertFalse(CapabilitySet.upTo(37).contains(CAP_CHECKPOINT_RESTORE));
    }

    @Test
    void combinesAsSetsDo() {
        CapabilitySet some = CapabilitySet.of(CAP_CHOWN, CAP_KILL);

        assertEquals(CapabilitySet.of(CAP_KILL), some.intersect(CapabilitySet.of(CAP_KILL, CAP_SYS_ADMIN)));
        assertEquals(CapabilitySet.of(CAP_CHOWN, CAP_KILL, CAP_SYS_ADMIN), some.union(CapabilitySet.of(CAP_SYS_ADMIN)));
        assertEquals(CapabilitySet.EMPTY, some.intersect(CapabilitySet.of(CAP_SYS_ADMIN)));
    }

    @Test
    void takesNamesAsTheyAreOnly() {
        assertEquals(Optional.of(CAP_KILL), Capability.of("CAP_KILL"));
        for (String name : Set.of("", "KILL", "cap_kill", "CAP_KILL ", "CAP_EVERYTHING")) {
            assertEquals(Optional.empty(), Capability.of(name), name);
        }
    }
}
