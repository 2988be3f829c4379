package dev.nodens.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.cli.ProcessRow.Clock;
import dev.nodens.runtime.error.ContainerException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PsTest {

    private static final Clock CLOCK =
            new Clock(Instant.parse("2026-03-01T10:00:00Z"), Instant.parse("2026-03-03T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void printsAProcessAsPsDoes() {
        ProcessRow row =
                ProcessRow.parse("root", stat("a) (b", 34_817, 18_000_000), bytes("sh\0-c\0sleep 1\0"), later());
        assertEquals(
                List.of("root", "42", "7", "33", "12:00", "pts/1", "01:00:30", "sh -c sleep 1"), row.columns(later()));
    }

    @Test
    void putsTheNameOfAProcessWithoutArgumentsInBrackets() {
        ProcessRow row = ProcessRow.parse("#1000", stat("a) (b", 0, 100), new byte[0], CLOCK);
        assertEquals("[a) (b]", row.command());
        assertEquals("?", row.terminal());
        assertEquals("Mar01", row.columns(CLOCK).get(4));
    }

    @Test
    void keepsTheTerminalSafeFromWhatAProcessCallsItself() {
        assertEquals(
                "?[31mx",
                ProcessRow.parse("root", stat("x", 0, 1), bytes("\u001b[31mx\0"), CLOCK)
                        .command());
    }

    @Test
    void keepsTheTitleAndTheLinesOfTheContainer() {
        List<String> output =
                List.of("  PID   RSS COMMAND", "    1     9 init", "   42  1448 sleep 1", "   43     1 ps 42");
        assertEquals(List.of(output.get(0), output.get(2)), PsProgram.ofContainer(output, Set.of(42)));
    }

    @Test
    void needsThePidsToTellTheLinesApart() {
        assertThrows(ContainerException.class, () -> PsProgram.ofContainer(List.of("  RSS", "    9"), Set.of(9)));
    }

    private static Clock later() {
        return new Clock(CLOCK.boot(), Instant.parse("2026-03-03T15:00:00Z"), ZoneOffset.UTC);
    }

    private static String stat(String name, int terminal, long startTicks) {
        return "42 (" + name + ") S 7 42 42 " + terminal + " -1 0 0 0 0 0 300000 63000 0 0 20 0 1 0 " + startTicks
                + " 0 0";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
