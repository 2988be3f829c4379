package dev.nodens.runtime.explain;

import dev.nodens.runtime.explain.Explanation.Line;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxDevice;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.DeviceRule;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Device files, and which devices may be used whatever files there are. */
final class DeviceWords {

    private DeviceWords() {}

    static List<Line> of(Linux linux) {
        LinuxResources resources = linux.resources() == null ? LinuxResources.empty() : linux.resources();
        return Stream.concat(
                        linux.devices().stream().map(DeviceWords::node),
                        resources.devices().stream().map(DeviceWords::rule))
                .toList();
    }

    private static Line node(LinuxDevice device) {
        String effect = switch (device.type()) {
            case "b" -> "a file for block device " + device.major() + ":" + device.minor();
            case "p" -> "a named pipe";
            default -> "a file for character device " + device.major() + ":" + device.minor();
        };
        return new Line(device.path(), effect);
    }

    private static Line rule(DeviceRule rule) {
        String access = rule.access() == null ? "nothing" : access(rule.access());
        return new Line(rule.allow() ? "allow" : "deny", access + " of " + devices(rule));
    }

    private static String devices(DeviceRule rule) {
        String kind = switch (String.valueOf(rule.type())) {
            case "c", "u" -> "character devices";
            case "b" -> "block devices";
            default -> "all devices";
        };
        boolean every = rule.major() == null && rule.minor() == null;
        return every ? kind : kind + " " + number(rule.major()) + ":" + number(rule.minor());
    }

    private static String number(@Nullable Long number) {
        return number == null || number < 0 ? "*" : number.toString();
    }

    private static String access(String letters) {
        return letters.chars()
                .mapToObj(letter -> switch (letter) {
                    case 'r' -> "reading";
                    case 'w' -> "writing";
                    default -> "making files";
                })
                .collect(Collectors.joining(", "));
    }
}
