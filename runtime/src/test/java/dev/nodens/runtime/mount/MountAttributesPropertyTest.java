package dev.nodens.runtime.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class MountAttributesPropertyTest {

    private static final long ATIME = 0x70;

    /** What a mount has after mount_setattr(2): clear, then set. */
    private static long applied(MountAttributes change, long before) {
        return (before & ~change.clear()) | change.set();
    }

    @RepeatedTest(200)
    void optionsTogetherDoWhatTheyDoOneAfterTheOther(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        List<MountOption> options = options(random);
        long before = applied(attributes(List.of(option(random))), 0);
        long oneByOne = before;
        for (MountOption option : options) {
            oneByOne = applied(attributes(List.of(option)), oneByOne);
        }

        assertEquals(oneByOne, applied(attributes(options), before));
    }

    @RepeatedTest(200)
    void theKernelTakesEveryCombination(RepetitionInfo seed) {
        MountAttributes change = attributes(options(new Random(seed.getCurrentRepetition())));

        assertEquals(0, change.set() & change.clear() & ~ATIME, "set and cleared at once");
        long clearedAtime = change.clear() & ATIME;
        assertEquals(
                true, clearedAtime == ATIME || (clearedAtime | change.set() & ATIME) == 0, "half of the access time");
    }

    private static List<MountOption> options(Random random) {
        return Stream.generate(() -> option(random)).limit(random.nextInt(9)).toList();
    }

    private static MountOption option(Random random) {
        return MountOption.values()[random.nextInt(MountOption.values().length)];
    }

    private static MountAttributes attributes(List<MountOption> options) {
        return MountOptions.parse(options.stream().map(MountOption::optionName).toList())
                .attributes();
    }
}
