package dev.nodens.tests.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What was measured in a view of the host, as Markdown. */
final class Report {

    private static final String WHOLE = Workload.WHOLE.title();

    private final ViewResults results;
    private final StringBuilder text = new StringBuilder();

    private Report(ViewResults results) {
        this.results = results;
    }

    static String of(ViewResults results) {
        Report report = new Report(results);
        report.line("## " + results.view().title());
        report.line(String.format(
                Locale.ROOT,
                "%d rounds each, interleaved; others kept %.1f processors busy when it began",
                results.rounds(),
                results.otherLoad()));
        Workload.VARIANTS.forEach(workload -> report.timings(
                "create + start + wait + delete of /bin/true: " + workload.title(), Metric.RUN, workload.title()));
        report.timings("create", Metric.CREATE, WHOLE);
        report.timings("start", Metric.START, WHOLE);
        report.timings("delete", Metric.DELETE, WHOLE);
        report.timings("exec of /bin/true", Metric.EXEC, WHOLE);
        report.withoutGaps();
        report.figures(
                "weight of a run",
                List.of(
                        new Column("largest process, KiB", Metric.PEAK, ""),
                        new Column("system calls outside the JVM", Metric.SYSCALLS, ""),
                        new Column("messages from the JVM", Metric.MESSAGES, "")));
        report.figures(
                "100 containers that sleep",
                List.of(
                        new Column("start all, s", Metric.START_ALL, ""),
                        new Column("delete all, s", Metric.DELETE_ALL, ""),
                        new Column("PSS of what stays, KiB each", Metric.HELPER, ""),
                        new Column("JVM's own memory, KiB each", Metric.ENGINE, ""),
                        new Column("JVM's objects, KiB each", Metric.HEAP, ""),
                        new Column("machine's memory, KiB each", Metric.AVAILABLE, "")));
        return report.text.toString();
    }

    /** The goals of all views that have some. */
    static String goals(List<ViewResults> views) {
        Table table = new Table(List.of("goal", "limit", "measured", ""));
        for (ViewResults view : views) {
            if (view.view() != HostView.HYBRID) {
                new Goals(view).all().forEach(goal -> table.row(goal.row(view.view() + ": ")));
            }
        }
        return "\n## goals\n\n" + table;
    }

    private record Column(String title, Metric metric, String variant) {}

    private void line(String words) {
        text.append('\n').append(words).append('\n');
    }

    private void timings(String title, Metric metric, String variant) {
        List<Measured> rows = rows(new Column(title, metric, variant));
        if (rows.isEmpty()) {
            return;
        }
        Optional<Double> floor = results.median(metric, variant, FloorContender.NAME);
        Optional<Double> crun = results.best(metric, variant, "crun");
        Table table = new Table(List.of("ms", "p50", "p95", "p99", "of floor", "of crun", ""));
        for (Measured row : rows) {
            table.row(List.of(
                    row.key().contender(),
                    percentile(row, 50),
                    percentile(row, 95),
                    percentile(row, 99),
                    ratio(row, floor),
                    ratio(row, crun),
                    remark(row)));
        }
        line("### " + title);
        text.append('\n').append(table);
    }

    private List<Measured> rows(Column column) {
        return results.contenders().stream()
                .flatMap(contender -> results.find(column.metric(), column.variant(), contender).stream())
                .toList();
    }

    private void withoutGaps() {
        List<Column> columns = new ArrayList<>();
        for (int atOnce : BurstScenario.AT_ONCE) {
            columns.add(new Column(atOnce + " at a time, 1/s", Metric.RATE, BurstScenario.variant(atOnce)));
        }
        for (int atOnce : BurstScenario.AT_ONCE) {
            columns.add(new Column("CPU ms a run, " + atOnce, Metric.CPU, BurstScenario.variant(atOnce)));
        }
        figures("runs without gaps", columns);
    }

    private void figures(String title, List<Column> columns) {
        if (columns.stream().allMatch(column -> rows(column).isEmpty())) {
            return;
        }
        List<String> titles = columns.stream().map(Column::title).toList();
        Table table = new Table(row("", titles, ""));
        for (String contender : results.contenders()) {
            List<Optional<Measured>> cells = columns.stream()
                    .map(column -> results.find(column.metric(), column.variant(), contender))
                    .toList();
            List<String> figures = cells.stream()
                    .map(cell -> cell.map(there -> percentile(there, 50)).orElse("-"))
                    .toList();
            String remark = cells.stream()
                    .flatMap(Optional::stream)
                    .map(Report::remark)
                    .filter(words -> !words.isEmpty())
                    .findFirst()
                    .orElse("");
            table.row(row(contender, figures, remark));
        }
        line("### " + title);
        text.append('\n').append(table);
    }

    private static List<String> row(String first, List<String> figures, String last) {
        return Stream.of(Stream.of(first), figures.stream(), Stream.of(last))
                .flatMap(cells -> cells)
                .toList();
    }

    private static String percentile(Measured row, int percent) {
        return row.isThere() ? figure(row.percentile(percent)) : "-";
    }

    private static String ratio(Measured row, Optional<Double> other) {
        return other.filter(_ -> row.isThere())
                .map(value -> String.format(Locale.ROOT, "%.2f", row.median() / value))
                .orElse("-");
    }

    private static String remark(Measured row) {
        if (row.failures() == 0) {
            return "";
        }
        return row.isThere() ? row.failures() + " failed: " + row.message() : "refuses: " + row.message();
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%.0f", value);
    }
}
