package dev.nodens.tests.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** What the kernel tells of the machine and of processes. */
final class Machine {

    private static final double MILLIS_PER_TICK = 10;
    private static final Path STAT = Path.of("/proc/stat");

    private Machine() {}

    /** What all processors have worked so far, in ms: user, nice, system, irq and softirq of proc_stat(5). */
    static double busyMillis() {
        String[] fields = lines(STAT).getFirst().split(" +");
        return MILLIS_PER_TICK
                * Arrays.stream(new int[] {1, 2, 3, 6, 7})
                        .mapToLong(field -> Long.parseLong(fields[field]))
                        .sum();
    }

    static long availableKiB() {
        return field(Path.of("/proc/meminfo"), "MemAvailable:").orElse(0);
    }

    /** Memory of this process that is no file's. */
    static long ownKiB() {
        return field(Path.of("/proc/self/status"), "RssAnon:").orElse(0);
    }

    /** What a process has needed at most. */
    static long peakKiB(long pid) {
        return field(proc(pid, "status"), "VmHWM:").orElse(0);
    }

    /** Its own memory and its share of what it has in common with others. */
    static long proportionalKiB(long pid) {
        return field(proc(pid, "smaps_rollup"), "Pss:").orElse(0);
    }

    static long parent(long pid) {
        return field(proc(pid, "status"), "PPid:").orElse(0);
    }

    private static Path proc(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }

    private static OptionalLong field(Path file, String name) {
        return lines(file).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
