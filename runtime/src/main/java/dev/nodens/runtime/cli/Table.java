package dev.nodens.runtime.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.IntStream;

/** Rows as columns of equal width; the last column is as wide as it likes. */
record Table(List<List<String>> rows) {

    private static final int GAP = 3;

    void print(PrintWriter out) {
        int columns = rows.getFirst().size();
        List<Integer> widths = IntStream.range(0, columns).mapToObj(this::width).toList();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i))
                        .repeat(' ', widths.get(i) + GAP - row.get(i).length());
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
