package dev.nodens.runtime.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class MountAttributesPropertyTest {

    private static final long ATIME = 0x70;

    /** What a mount has after mount_setattr(2): clear, then set. */
    private static long applied(MountAttributes change, long before) {
        return (before & ~change.clear()) | change.set();
    }

    @Property(tries = 200)
    void optionsTogetherDoWhatTheyDoOneAfterTheOther(
            @ForAll @Size(max = 8) List<MountOption> options, @ForAll MountOption first) {
        long before = applied(attributes(List.of(first)), 0);
        long oneByOne = before;
        for (MountOption option : options) {
            oneByOne = applied(attributes(List.of(option)), oneByOne);
        }

        assertEquals(oneByOne, applied(attributes(options), before));
    }

    @Property(tries = 200)
    void theKernelTakesEveryCombination(@ForAll @Size(max = 8) List<MountOption> options) {
        MountAttributes change = attributes(options);

        assertEquals(0, change.set() & change.clear() & ~ATIME, "set and cleared at once");
        long clearedAtime = change.clear() & ATIME;
        assertEquals(
                true, clearedAtime == ATIME || (clearedAtime | change.set() & ATIME) == 0, "half of the access time");
    }

    private static MountAttributes attributes(List<MountOption> options) {
        return MountOptions.parse(options.stream().map(MountOption::optionName).toList())
                .attributes();
    }
}
