package dev.nodens.runtime.systemd;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;

/**
 * Properties of the unit that a Spec asks for itself: {@code org.systemd.property.NAME} annotations, whose values are in
 * GVariant's text format. As unit files do, they may tell a time in seconds: {@code TimeoutStopSec} is {@code
 * TimeoutStopUSec} on the bus.
 */
public final class AnnotatedProperties {

    private static final String PREFIX = "org.systemd.property.";
    private static final Pattern NAME = Pattern.compile("[A-Za-z]{3,}");
    private static final Pattern SECONDS = Pattern.compile("[A-Za-z]*[a-z]Sec");
    private static final BigDecimal MICROSECONDS = BigDecimal.valueOf(1_000_000);

    private AnnotatedProperties() {}

    /**
     * Those that annotations ask for, in the order of their names.
     *
     * @throws ContainerException INVALID_SPEC
     */
    public static List<UnitProperty> of(Map<String, String> annotations) {
        return annotations.entrySet().stream()
                .filter(annotation -> annotation.getKey().startsWith(PREFIX))
                .sorted(Map.Entry.comparingByKey())
                .map(annotation -> property(annotation.getKey(), annotation.getValue()))
                .toList();
    }

    private static UnitProperty property(String key, String text) {
        String name = key.substring(PREFIX.length());
        try {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("must end with a property's name, of letters alone");
            }
            Variant<?> value = VariantText.parse(text);
            return SECONDS.matcher(name).matches()
                    ? new UnitProperty(name.replaceFirst("Sec$", "USec"), microseconds(value))
                    : new UnitProperty(name, value);
        } catch (IllegalArgumentException wrong) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    "$.annotations[\"" + key + "\"]: " + wrong.getMessage() + ", found \""
                            + text.replaceAll("\\p{Cntrl}", "?") + "\"",
                    wrong);
        }
    }

    private static Variant<UInt64> microseconds(Variant<?> seconds) {
        if (!(seconds.getValue() instanceof Number number) || number.doubleValue() < 0) {
            throw new IllegalArgumentException("must be a number of seconds, 0 or more");
        }
        return new Variant<>(new UInt64(
                new BigDecimal(number.toString()).multiply(MICROSECONDS).toBigInteger()));
    }
}
