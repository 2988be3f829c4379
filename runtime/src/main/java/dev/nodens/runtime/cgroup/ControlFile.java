package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.ContainerStats.Pressure;
import dev.nodens.runtime.ContainerStats.Stall;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a control file says, in the forms that they have. Pure.
 *
 * @param text empty where the kernel has no such file
 */
record ControlFile(Optional<String> text) {

    /** Its one figure; 0 where there is none, {@link ContainerStats#UNLIMITED} for {@code max}. */
    long number() {
        return text.filter(word -> !word.isEmpty()).map(ControlFile::figure).orElse(0L);
    }

    /** The figures of a line, as {@code cpuacct.usage_percpu} has one for each processor. */
    List<Long> numbers() {
        return text.stream()
                .flatMap(line -> Arrays.stream(line.split("\\s+")))
                .filter(word -> !word.isEmpty())
                .map(ControlFile::figure)
                .toList();
    }

    /** Lines of {@code key value}, in their order. */
    Map<String, Long> keyed() {
        Map<String, Long> figures = new LinkedHashMap<>();
        lines().map(line -> line.split(" "))
                .filter(words -> words.length == 2)
                .forEach(words -> figures.put(words[0], figure(words[1])));
        return figures;
    }

    /** The figure of a key; 0 where the file or the key is not there. */
    long value(String key) {
        return keyed().getOrDefault(key, 0L);
    }

    /** A list such as {@code 0-3,7}, one by one. */
    List<Integer> list() {
        return text.stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .filter(range -> !range.isBlank())
                .flatMapToInt(range -> {
                    String[] ends = range.strip().split("-");
                    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
                })
                .boxed()
                .toList();
    }

    /** Documentation/accounting/psi.rst; a processor's has no {@code full} before Linux 5.13. */
    Optional<Pressure> pressure() {
        return text.filter(lines -> lines.startsWith("some ")).map(_ -> new Pressure(stall("some "), stall("full ")));
    }

    /** The lines of a file for each block device: {@code 8:0 …}. */
    Stream<DeviceLine> devices() {
        return lines().map(line -> line.split(" "))
                .filter(words -> words.length > 1 && words[0].contains(":"))
                .map(words -> {
                    String[] number = words[0].split(":");
                    return new DeviceLine(
                            Long.parseLong(number[0]),
                            Long.parseLong(number[1]),
                            Arrays.asList(words).subList(1, words.length));
                });
    }

    record DeviceLine(long major, long minor, List<String> words) {}

    private Stream<String> lines() {
        return text.stream().flatMap(String::lines);
    }

    private Stall stall(String kind) {
        Map<String, String> figures = new LinkedHashMap<>();
        lines().filter(line -> line.startsWith(kind))
                .flatMap(line -> Arrays.stream(line.substring(kind.length()).split(" ")))
                .map(word -> word.split("="))
                .forEach(pair -> figures.put(pair[0], pair[1]));
        return new Stall(
                average(figures, "avg10"),
                average(figures, "avg60"),
                average(figures, "avg300"),
                Long.parseLong(figures.getOrDefault("total", "0")));
    }

    private static double average(Map<String, String> figures, String key) {
        return Double.parseDouble(figures.getOrDefault(key, "0"));
    }

    /** Some are unsigned and larger than any limit makes sense for: v1's hugetlb, a wrapped counter. */
    private static long figure(String word) {
        return word.equals("max") ? ContainerStats.UNLIMITED : Long.parseUnsignedLong(word);
    }
}
