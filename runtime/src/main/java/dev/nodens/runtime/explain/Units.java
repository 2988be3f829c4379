package dev.nodens.runtime.explain;

import java.util.List;
import java.util.Locale;

/** Figures for people. */
final class Units {

    private static final List<String> POWERS = List.of("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");
    private static final int UNIT = 1024;

    private Units() {}

    /** {@code 52428800} is {@code 50 MiB}; a figure that no unit has whole is given with one decimal. */
    static String bytes(long bytes) {
        if (bytes < 0) {
            return "no limit";
        }
        double figure = bytes;
        int power = 0;
        while (figure >= UNIT && power < POWERS.size() - 1) {
            figure /= UNIT;
            power++;
        }
        return decimal(figure) + " " + POWERS.get(power);
    }

    static String decimal(double figure) {
        String text = String.format(Locale.ROOT, "%.1f", figure);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@code 10 to 1000 µs} as milliseconds where they are whole. */
    static String micros(long micros) {
        return micros % 1000 == 0 ? micros / 1000 + " ms" : micros + " µs";
    }
}
