package dev.nodens.agent.upstream;

import dev.nodens.agent.desired.NamespaceNames;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;
import dev.nodens.crd.v1alpha1.NamespaceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What runs, as {@code kubectl get} would say it, and whose namespaces it is in. Pure. */
final class StatusTable {

    private static final List<String> HEADER =
            List.of("NAME", "STATUS", "READY", "RESTARTS", "AGE", "PID", "NAMESPACES");
    private static final String GAP = "   ";

    private StatusTable() {}

    static String of(SortedMap<ContainerKey, ContainerSpecStatus> statuses, Instant now) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADER));
        statuses.forEach((key, status) -> rows.add(row(key, status, now)));
        List<Integer> widths = IntStream.range(0, HEADER.size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> row.get(column)
                        + " ".repeat(widths.get(column) - row.get(column).length()))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private static List<String> row(ContainerKey key, ContainerSpecStatus status, Instant now) {
        return List.of(
                name(key),
                status.summary() == null ? "" : status.summary(),
                status.readiness() == null ? "" : status.readiness(),
                String.valueOf(status.restartCount() == null ? 0 : status.restartCount()),
                age(status, now),
                status.pid() == null ? "-" : status.pid().toString(),
                status.pid() == null ? "-" : namespaces(status.namespaces()));
    }

    static String name(ContainerKey key) {
        return key.namespace().equals("default") ? key.name() : key.toString();
    }

    private static String age(ContainerSpecStatus status, Instant now) {
        if (status.state() == null || status.state().getRunning() == null) {
            return "-";
        }
        Duration age =
                Duration.between(Instant.parse(status.state().getRunning().getStartedAt()), now);
        if (age.toDays() > 0) {
            return age.toDays() + "d" + age.toHoursPart() + "h";
        }
        if (age.toHours() > 0) {
            return age.toHours() + "h" + age.toMinutesPart() + "m";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + "m" + age.toSecondsPart() + "s" : age.toSeconds() + "s";
    }

    /** {@code own: mount uts; redis: pid network; host: user time}. */
    private static String namespaces(List<NamespaceStatus> namespaces) {
        Map<String, List<String>> byOrigin = new LinkedHashMap<>();
        byOrigin.put("own", new ArrayList<>());
        for (NamespaceStatus namespace : namespaces) {
            byOrigin.computeIfAbsent(origin(namespace), _ -> new ArrayList<>())
                    .add(NamespaceNames.of(namespace.type()));
        }
        return byOrigin.entrySet().stream()
                .filter(origin -> !origin.getValue().isEmpty())
                .map(origin -> origin.getKey() + ": " + String.join(" ", origin.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String origin(NamespaceStatus namespace) {
        String joined = namespace.joinedFrom();
        return joined == null ? "own" : joined.replaceFirst("^containerspec/", "");
    }
}
