package dev.nodens.runtime.scheduling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberSetTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0         | {0}
            0-3,7     | {0, 1, 2, 3, 7}
            , 2 ,,1-1 | {1, 2}
            8191      | {8191}
            """)
    void readsAList(String list, String numbers) {
        assertEquals(
                numbers,
                NumberSet.parse(list).map(set -> set.numbers().toString()).orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", " ", "-1", "1-", "3-1", "0-8192", "99999999999", "0x1", "1 2", "a", "١"})
    void refusesWhatIsNoList(String list) {
        assertEquals(Optional.empty(), NumberSet.parse(list));
    }

    @Test
    void hasAWordForEach64Numbers() {
        byte[] mask = NumberSet.parse("1,64").orElseThrow().mask();

        assertArrayEquals(
                ByteBuffer.allocate(16)
                        .order(ByteOrder.nativeOrder())
                        .putLong(2)
                        .putLong(1)
                        .array(),
                mask);
    }
}
