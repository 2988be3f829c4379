package dev.nodens.agent.desired;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The names of Linux' signals; see signal(7). */
public final class Signals {

    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;

    private static final int SIGRTMIN = 34;
    private static final int SIGRTMAX = 64;

    /** In the order of their numbers, from 1 on, as x86 and arm count. */
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    private static final Map<String, Integer> NUMBERS = IntStream.range(0, NAMES.size())
            .boxed()
            .collect(Collectors.toUnmodifiableMap(index -> "SIG" + NAMES.get(index), index -> index + 1));

    private Signals() {}

    /** The number of a signal such as {@code SIGTERM}, {@code SIGRTMIN+3} or {@code SIGRTMAX-1}. */
    public static Optional<Integer> number(String name) {
        if (name.startsWith("SIGRTMIN")) {
            return realTime(SIGRTMIN, name.substring("SIGRTMIN".length()));
        }
        if (name.startsWith("SIGRTMAX")) {
            return realTime(SIGRTMAX, name.substring("SIGRTMAX".length()));
        }
        return Optional.ofNullable(NUMBERS.get(name));
    }

    private static Optional<Integer> realTime(int from, String offset) {
        if (!offset.matches("|[+-][0-9]{1,2}")) {
            return Optional.empty();
        }
        int number = from + (offset.isEmpty() ? 0 : Integer.parseInt(offset));
        return number < SIGRTMIN || number > SIGRTMAX ? Optional.empty() : Optional.of(number);
    }
}
