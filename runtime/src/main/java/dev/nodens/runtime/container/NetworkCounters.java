package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerStats.Counters;
import dev.nodens.runtime.ContainerStats.NetworkInterface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What a network namespace's interfaces have carried: {@code /proc/PID/net/dev}, proc_pid_net(5). */
final class NetworkCounters {

    private static final int TITLE_LINES = 2;

    /** Eight figures of what was received come before those of what was sent. */
    private static final int TRANSMITTED = 8;

    private static final int FIGURES = 16;

    private NetworkCounters() {}

    /** Those of a process's namespace; empty where it is this process's own, or the process has ended. */
    static List<NetworkInterface> of(int pid) {
        try {
            if (Files.isSameFile(Path.of("/proc/self/ns/net"), Path.of("/proc/" + pid + "/ns/net"))) {
                return List.of();
            }
            return parse(Files.readAllLines(Path.of("/proc/" + pid + "/net/dev")));
        } catch (IOException ended) {
            return List.of();
        }
    }

    static List<NetworkInterface> parse(List<String> lines) {
        return lines.stream()
                .skip(TITLE_LINES)
                .filter(line -> line.indexOf(':') > 0)
                .map(NetworkCounters::line)
                .toList();
    }

    /** An interface's name can't have a colon or a blank, but one of an alias can: the last colon ends it. */
    private static NetworkInterface line(String line) {
        int colon = line.lastIndexOf(':');
        List<Long> figures = Arrays.stream(line.substring(colon + 1).strip().split("\\s+"))
                .limit(FIGURES)
                .map(Long::parseUnsignedLong)
                .toList();
        return new NetworkInterface(
                line.substring(0, colon).strip(), counters(figures, 0), counters(figures, TRANSMITTED));
    }

    private static Counters counters(List<Long> figures, int from) {
        return new Counters(figures.get(from), figures.get(from + 1), figures.get(from + 2), figures.get(from + 3));
    }
}
