package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.util.Arrays;
import java.util.Locale;

/** The signals of signal(7) on x86-64 and arm64; the order is that of their numbers. */
enum SignalName {
    HUP,
    INT,
    QUIT,
    ILL,
    TRAP,
    ABRT,
    BUS,
    FPE,
    KILL,
    USR1,
    SEGV,
    USR2,
    PIPE,
    ALRM,
    TERM,
    STKFLT,
    CHLD,
    CONT,
    STOP,
    TSTP,
    TTIN,
    TTOU,
    URG,
    XCPU,
    XFSZ,
    VTALRM,
    PROF,
    WINCH,
    IO,
    PWR,
    SYS;

    private static final int LAST = 64;

    int number() {
        return ordinal() + 1;
    }

    /** The number of a signal that is given as {@code 9}, {@code KILL} or {@code SIGKILL}, whatever its case. */
    static int number(String text) {
        String word = text.toUpperCase(Locale.ROOT);
        String name = word.startsWith("SIG") ? word.substring("SIG".length()) : word;
        return Arrays.stream(values())
                .filter(signal -> signal.name().equals(name))
                .findFirst()
                .map(SignalName::number)
                .orElseGet(() -> parse(text));
    }

    private static int parse(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= LAST) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, together with what is allowed.
        }
        throw new ContainerException(
                ErrorCode.INVALID_SPEC,
                "signal \"" + text + "\" must be a name such as TERM, or a number from 0 to " + LAST);
    }
}
