package dev.nodens.runtime.spec;

import static dev.nodens.runtime.spec.Rules.require;

import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** config-linux.md, "Network devices". */
final class NetDeviceRules {

    /** What the kernel takes as a name: up to 15 bytes without blanks, slashes and colons. */
    private static final Pattern NAME = Pattern.compile("[^\\s/:\\x00-\\x1f\\x7f-\\uffff]{1,15}");

    private NetDeviceRules() {}

    static void check(Map<String, LinuxNetDevice> devices, Namespaces namespaces) {
        String field = "linux.netDevices";
        require(
                devices.isEmpty() || namespaces.contains(NamespaceType.NETWORK),
                field,
                "needs a network namespace in $.linux.namespaces");
        Set<String> names = new HashSet<>();
        devices.forEach((host, device) -> {
            String at = field + "[" + Found.quoted(host) + "]";
            name(at, host);
            String inside = Objects.requireNonNullElse(device.name(), host);
            name(at + ".name", inside);
            require(names.add(inside), at + ".name", Found.quoted(inside) + " is given twice");
        });
    }

    private static void name(String field, String name) {
        boolean fits = NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..");
        require(fits, field, "must be a name of a network device, of 1 to 15 bytes", name);
    }
}
