package dev.nodens.runtime.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A process as a line of {@code ps -ef}, read from proc_pid_stat(5).
 *
 * @param user name of its effective user on the host
 * @param parent its parent's pid
 * @param load percent of its life that it ran
 * @param terminal {@code ?} where it has none
 */
record ProcessRow(
        String user, int pid, int parent, long load, Instant started, String terminal, Duration used, String command) {

    static final List<String> TITLE = List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD");

    /** sysconf(_SC_CLK_TCK): USER_HZ is 100 on every machine that this runs on. */
    private static final long TICKS_A_SECOND = 100;

    private static final long MILLIS_A_TICK = 1000 / TICKS_A_SECOND;
    private static final long MOST_LOAD = 99;

    /** Fields after the name, the first of which is the state. */
    private static final int PARENT = 1;

    private static final int TERMINAL = 4;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int START_TIME = 19;

    /** Major numbers of Documentation/admin-guide/devices.txt: consoles and serial lines, the ends of pseudo terminals. */
    private static final int TTY_MAJOR = 4;

    private static final int FIRST_PTS_MAJOR = 136;
    private static final int LAST_PTS_MAJOR = 143;

    /** What {@code /proc} was read at, for ages and dates. */
    record Clock(Instant boot, Instant now, ZoneId zone) {

        static Clock read() throws IOException {
            String uptime = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
            Instant now = Instant.now();
            return new Clock(now.minusMillis((long) (Double.parseDouble(uptime) * 1000)), now, ZoneId.systemDefault());
        }
    }

    /** Empty for a process that has ended meanwhile. */
    static Optional<ProcessRow> of(int pid, Clock clock) {
        Path directory = Path.of("/proc/" + pid);
        try {
            String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
            byte[] arguments = Files.readAllBytes(directory.resolve("cmdline"));
            return Optional.of(parse(Files.getOwner(directory).getName(), stat, arguments, clock));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /**
     * @param stat {@code /proc/PID/stat}
     * @param arguments {@code /proc/PID/cmdline}; empty for one that has none, which then goes by its name
     */
    static ProcessRow parse(String user, String stat, byte[] arguments, Clock clock) {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        String[] fields = stat.substring(close + 2).strip().split(" ");
        Instant started = clock.boot().plusMillis(Long.parseLong(fields[START_TIME]) * MILLIS_A_TICK);
        Duration used = Duration.ofMillis(
                (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) * MILLIS_A_TICK);
        long age = Math.max(1, Duration.between(started, clock.now()).toMillis());
        return new ProcessRow(
                user,
                Integer.parseInt(stat.substring(0, open).strip()),
                Integer.parseInt(fields[PARENT]),
                Math.min(MOST_LOAD, used.toMillis() * 100 / age),
                started,
                terminal(Integer.parseInt(fields[TERMINAL])),
                used,
                arguments.length == 0 ? "[" + printable(stat.substring(open + 1, close)) + "]" : command(arguments));
    }

    /** As columns under {@link #TITLE}. */
    List<String> columns(Clock clock) {
        return List.of(
                user,
                Integer.toString(pid),
                Integer.toString(parent),
                Long.toString(load),
                startTime(clock),
                terminal,
                "%02d:%02d:%02d".formatted(used.toHours(), used.toMinutesPart(), used.toSecondsPart()),
                command);
    }

    /** The time of day, or the day where it was another one. */
    private String startTime(Clock clock) {
        ZonedDateTime start = started.atZone(clock.zone());
        ZonedDateTime now = clock.now().atZone(clock.zone());
        String form = start.toLocalDate().equals(now.toLocalDate())
                ? "HH:mm"
                : start.getYear() == now.getYear() ? "MMMdd" : "yyyy";
        return DateTimeFormatter.ofPattern(form, Locale.ROOT).format(start);
    }

    /** The kernel packs a device number: minor 0 to 7, major 8 to 19, the rest of the minor above. */
    private static String terminal(int device) {
        int major = device >> 8 & 0xfff;
        int minor = device & 0xff | device >> 12 & 0xfff00;
        if (major == TTY_MAJOR) {
            return "tty" + minor;
        }
        return major >= FIRST_PTS_MAJOR && major <= LAST_PTS_MAJOR
                ? "pts/" + (minor + (major - FIRST_PTS_MAJOR) * 256)
                : "?";
    }

    private static String command(byte[] arguments) {
        String text = new String(arguments, StandardCharsets.UTF_8);
        return printable((text.endsWith("\0") ? text.substring(0, text.length() - 1) : text).replace('\0', ' '));
    }

    /** A process chooses these words itself: they must not move a terminal's cursor. */
    private static String printable(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return line.toString();
    }
}
