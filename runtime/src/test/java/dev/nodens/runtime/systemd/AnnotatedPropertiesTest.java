package dev.nodens.runtime.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotatedPropertiesTest {

    private static final String PREFIX = "org.systemd.property.";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'inactive-or-failed' | s | inactive-or-failed",
                "\"it's\"             | s | it's",
                "'it\\'s'             | s | it's",
                "true                 | b | true",
                "7                    | i | 7",
                "-7                   | i | -7",
                "0x10                 | i | 16",
                "1.5                  | d | 1.5",
                "uint64 7             | t | 7",
                "@t 7                 | t | 7",
                "byte 255             | y | -1",
                "objectpath '/a/b'    | o | /a/b",
                "['a', 'b']           | as | [a, b]",
                "[uint32 1, 2]        | au | [1, 2]",
                "@at [1,2]            | at | [1, 2]"
            })
    void areOfTheTypeThatTheirTextHas(String text, String type, String value) {
        UnitProperty property = property("Some", text);

        assertEquals(type, property.value.getSig());
        assertEquals(value, property.value.getValue().toString());
    }

    @ParameterizedTest
    @CsvSource({"uint64 30, 30000000", "2, 2000000", "0.5, 500000"})
    void countSecondsInMicroseconds(String text, String microseconds) {
        UnitProperty property = property("TimeoutStopSec", text);

        assertEquals("TimeoutStopUSec", property.name);
        assertEquals("t", property.value.getSig());
        assertEquals(microseconds, property.value.getValue().toString());
    }

    @Test
    void leaveNamesThatOnlyEndLikeSecondsAsTheyAre() {
        assertEquals("TimeoutStopUSec", property("TimeoutStopUSec", "uint64 7").name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "word",
                "'open",
                "true false",
                "uint64 -1",
                "uint64 'a'",
                "byte 256",
                "[1, 'a']",
                "[1",
                "3]",
                "int32 1.5",
                "99999999999",
                "maybe 3",
                "@zz 3",
                "[]",
                "'a'\n;"
            })
    void areRefusedByTheAnnotationsName(String text) {
        ContainerException refused = assertThrows(ContainerException.class, () -> property("Some", text));

        assertTrue(
                refused.getMessage().startsWith("$.annotations[\"org.systemd.property.Some\"]: "),
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ab", "Pro-perty", "Timeout1"})
    void haveNamesOfLetters(String name) {
        assertThrows(ContainerException.class, () -> property(name, "1"));
    }

    @Test
    void areNothingThatOtherAnnotationsSay() {
        assertEquals(List.of(), AnnotatedProperties.of(Map.of("org.systemd", "x", "com.example", "y")));
    }

    private static UnitProperty property(String name, String text) {
        return AnnotatedProperties.of(Map.of(PREFIX + name, text)).getFirst();
    }
}
