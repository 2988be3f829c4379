package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.spec.LinuxResources.DeviceRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Spec's list of device rules brought to what it means: a default, and exemptions from it. This is what the kernel's v1
 * controller makes of the list as it is written line by line, so that v2's eBPF program says the same.
 *
 * @param exemptions in the order of their first rule; allowed where the default denies, denied where it allows
 */
record DeviceRules(boolean allowedByDefault, List<Exemption> exemptions) {

    enum Type {
        BLOCK('b'),
        CHARACTER('c');

        private final char letter;

        Type(char letter) {
            this.letter = letter;
        }
    }

    enum Access {
        READ('r'),
        WRITE('w'),
        MKNOD('m');

        private final char letter;

        Access(char letter) {
            this.letter = letter;
        }
    }

    /**
     * @param major null = all
     * @param minor null = all
     */
    record Device(Type type, @Nullable Long major, @Nullable Long minor) {}

    record Exemption(Device device, Set<Access> access) {

        /** A line of v1's devices.allow or devices.deny. */
        @Override
        public String toString() {
            String letters = access.stream().map(a -> String.valueOf(a.letter)).collect(Collectors.joining());
            return device.type.letter + " " + number(device.major) + ":" + number(device.minor) + " " + letters;
        }

        private static String number(@Nullable Long number) {
            return number == null ? "*" : number.toString();
        }
    }

    /** What every container may do, whatever its Spec says: make any node, and use those that it always has. */
    private static final List<DeviceRule> ALWAYS = List.of(
            allow("c", null, null, "m"),
            allow("b", null, null, "m"),
            allow("c", 1L, 3L, "rwm"), // null
            allow("c", 1L, 5L, "rwm"), // zero
            allow("c", 1L, 7L, "rwm"), // full
            allow("c", 1L, 8L, "rwm"), // random
            allow("c", 1L, 9L, "rwm"), // urandom
            allow("c", 5L, 0L, "rwm"), // tty
            allow("c", 5L, 2L, "rwm"), // ptmx
            allow("c", 136L, null, "rwm")); // pts/N

    DeviceRules {
        exemptions = List.copyOf(exemptions);
    }

    /** The meaning of {@code linux.resources.devices}; without any rule everything but what is always there is denied. */
    static DeviceRules of(List<DeviceRule> rules) {
        Reader reader = new Reader();
        for (int i = 0; i < rules.size(); i++) {
            reader.add("devices[" + i + "]", rules.get(i));
        }
        ALWAYS.forEach(rule -> reader.add("devices", rule));
        return reader.rules();
    }

    /** Whether everything is allowed, so that there is nothing to enforce. */
    boolean allowAll() {
        return allowedByDefault && exemptions.isEmpty();
    }

    private static DeviceRule allow(String type, @Nullable Long major, @Nullable Long minor, String access) {
        return new DeviceRule(true, type, major, minor, access);
    }

    private static final class Reader {

        private boolean allowedByDefault;
        private final Map<Device, EnumSet<Access>> exemptions = new LinkedHashMap<>();

        void add(String field, DeviceRule rule) {
            Set<Access> access = access(field, rule);
            switch (rule.type() == null ? "a" : rule.type()) {
                case "a" -> {
                    allowedByDefault = rule.allow();
                    exemptions.clear();
                }
                case "b" -> add(rule, Type.BLOCK, access);
                case "c", "u" -> add(rule, Type.CHARACTER, access);
                case String other -> throw Refusal.invalid(field + ".type", other, "must be one of a, b, c, u");
            }
        }

        private void add(DeviceRule rule, Type type, Set<Access> access) {
            Device device = new Device(type, wildcard(rule.major()), wildcard(rule.minor()));
            if (rule.allow() == allowedByDefault) {
                exemptions.computeIfPresent(device, (_, had) -> {
                    had.removeAll(access);
                    return had.isEmpty() ? null : had;
                });
            } else {
                exemptions
                        .computeIfAbsent(device, _ -> EnumSet.noneOf(Access.class))
                        .addAll(access);
            }
        }

        DeviceRules rules() {
            List<Exemption> list = new ArrayList<>();
            exemptions.forEach((device, access) -> {
                if (!access.isEmpty()) {
                    list.add(new Exemption(device, access));
                }
            });
            return new DeviceRules(allowedByDefault, list);
        }

        /** Docker and runc write -1 for all. */
        private static @Nullable Long wildcard(@Nullable Long number) {
            return number == null || number < 0 ? null : number;
        }

        private static Set<Access> access(String field, DeviceRule rule) {
            Map<Character, Access> letters = new HashMap<>();
            for (Access access : Access.values()) {
                letters.put(access.letter, access);
            }
            EnumSet<Access> found = EnumSet.noneOf(Access.class);
            String given = rule.access() == null ? "" : rule.access();
            for (char letter : given.toLowerCase(Locale.ROOT).toCharArray()) {
                Access access = letters.get(letter);
                if (access == null && letter == 'a') {
                    // some write "rwa"; no kernel has such an access
                    continue;
                }
                if (access == null) {
                    throw Refusal.invalid(field + ".access", given, "must be some of the letters r, w, m");
                }
                found.add(access);
            }
            return found;
        }
    }
}
