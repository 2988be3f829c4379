package dev.nodens.tests.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that was measured in one view of the host.
 *
 * @param otherLoad processors that others kept busy when it began
 */
record ViewResults(HostView view, int rounds, double otherLoad, List<Measured> series) {

    private static final ObjectMapper JSON = new ObjectMapper();

    ViewResults {
        series = List.copyOf(series);
    }

    static Path file(Path folder, HostView view) {
        return folder.resolve(view + ".json");
    }

    static ViewResults read(Path folder, HostView view) throws IOException {
        return JSON.readValue(file(folder, view).toFile(), ViewResults.class);
    }

    void write(Path folder) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(file(folder, view).toFile(), this);
    }

    /** All contenders, in the order in which they were listed. */
    List<String> contenders() {
        return of(Metric.RUN, Workload.WHOLE.title())
                .map(one -> one.key().contender())
                .toList();
    }

    Optional<Measured> find(Metric metric, String variant, String contender) {
        return of(metric, variant)
                .filter(one -> one.key().contender().equals(contender))
                .findFirst();
    }

    /** The median; empty where there is none. */
    Optional<Double> median(Metric metric, String variant, String contender) {
        return find(metric, variant, contender).filter(Measured::isThere).map(Measured::median);
    }

    private Stream<Measured> of(Metric metric, String variant) {
        return series.stream()
                .filter(one ->
                        one.key().metric() == metric && one.key().variant().equals(variant));
    }

    /** The best median of those of whose names this is the first word. */
    Optional<Double> best(Metric metric, String variant, String program) {
        Comparator<Double> better = metric.moreIsBetter() ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return of(metric, variant)
                .filter(one -> one.key().contender().startsWith(program + " ") && one.isThere())
                .map(Measured::median)
                .min(better);
    }
}
