package dev.nodens.tests.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table of Markdown, its columns as wide as what is in them. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(List<String> head) {
        rows.add(head);
    }

    void row(List<String> cells) {
        rows.add(cells);
    }

    @Override
    public String toString() {
        List<Integer> widths = IntStream.range(0, rows.getFirst().size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        String rule = widths.stream().map(width -> "-".repeat(width + 2)).collect(Collectors.joining("|", "|", "|"));
        Stream<String> lines = Stream.concat(
                Stream.of(line(rows.getFirst(), widths), rule),
                rows.stream().skip(1).map(row -> line(row, widths)));
        return lines.collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(List<String> cells, List<Integer> widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> " " + pad(cells.get(column), widths.get(column), column > 0) + " ")
                .collect(Collectors.joining("|", "|", "|"));
    }

    private static String pad(String cell, int width, boolean right) {
        String blanks = " ".repeat(width - cell.length());
        return right ? blanks + cell : cell + blanks;
    }
}
