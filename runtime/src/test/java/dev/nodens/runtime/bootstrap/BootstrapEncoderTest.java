package dev.nodens.runtime.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.plan.LaunchPlan;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapEncoderTest {

    @Test
    void refusesAnArgumentThatTheKernelWouldRefuse() {
        assertRefused(
                "$.process.args[1]: has 307200 bytes; must have at most 131071, which is what the kernel takes for one string",
                Plans.smallest(List.of("/bin/echo", "x".repeat(300 * 1024))));
    }

    @Test
    void countsBytesAndNotCharacters() {
        assertRefused(
                "$.process.args[0]: has 131072 bytes; must have at most 131071, which is what the kernel takes for one string",
                Plans.smallest(List.of("é".repeat(65_536))));
    }

    @Test
    void takesTheLongestArgumentThatTheKernelTakes() {
        byte[] message = BootstrapEncoder.encode(Plans.smallest(List.of("x".repeat(131_071))));

        assertTrue(message.length > 131_072);
    }

    @Test
    void refusesANulInsideAString() {
        assertRefused("$.process.args[2]: must not contain a NUL", Plans.smallest(List.of("a", "b", "c\0d")));
    }

    @Test
    void refusesAMessageThatIsTooLong() {
        LaunchPlan plan = Plans.smallest(Collections.nCopies(70, "x".repeat(131_000)));

        ContainerException refused = assertThrows(ContainerException.class, () -> BootstrapEncoder.encode(plan));

        assertTrue(String.valueOf(refused.getMessage()).contains("must have at most 8388608"), refused::getMessage);
    }

    private static void assertRefused(String message, LaunchPlan plan) {
        ContainerException refused = assertThrows(ContainerException.class, () -> BootstrapEncoder.encode(plan));

        assertEquals(ErrorCode.INVALID_SPEC, refused.code());
        assertEquals(message, refused.getMessage());
    }
}
