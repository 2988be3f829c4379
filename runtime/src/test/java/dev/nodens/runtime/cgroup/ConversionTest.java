package dev.nodens.runtime.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {

    @ParameterizedTest
    @CsvSource({
        "2, 1",
        "3, 2",
        "4, 2",
        "256, 35",
        "512, 59",
        "1024, 100",
        "2048, 174",
        "10240, 639",
        "102400, 4429",
        "262143, 10000",
        "262144, 10000",
        "300000, 10000"
    })
    void makesTheDefaultWeightOfTheDefaultShares(long shares, long weight) {
        assertEquals(weight, Conversion.weightOfShares(shares));
    }

    @Test
    void keepsTheOrderOfShares() {
        long former = 1;
        for (long shares = 2; shares <= 262_144; shares++) {
            long weight = Conversion.weightOfShares(shares);
            assertTrue(weight >= former && weight <= 10_000, "weight " + weight + " of shares " + shares);
            former = weight;
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 300, 200", "100, 100, 0", "100, -1, -1", "-1, -1, -1", "-1, 0, -1"})
    void takesTheMemoryOutOfTheSwapLimit(long memory, long both, long swap) {
        assertEquals(swap, Conversion.swapWithoutMemory(memory, both));
    }

    @Test
    void leavesSwapAloneWhereNoneIsGiven() {
        assertEquals(Conversion.UNSET, Conversion.swapWithoutMemory(100, 0));
    }

    @ParameterizedTest
    @CsvSource({"100, 99", "0, 100", "-1, 100", "100, -2"})
    void refusesASwapLimitThatMakesNoSense(long memory, long both) {
        assertThrows(ContainerException.class, () -> Conversion.swapWithoutMemory(memory, both));
    }

    @ParameterizedTest
    @CsvSource({"-1, max", "0, 1", "1, 1", "512, 512"})
    void letsTheFirstProcessBeWhereNoneMayBeAdded(long limit, String written) {
        assertEquals(written, Conversion.pidsMaximum(limit));
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "100, 910", "500, 4950", "1000, 10000"})
    void stretchesIoWeights(int weight, long expected) {
        assertEquals(expected, Conversion.ioWeight(weight));
    }
}
