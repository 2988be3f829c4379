package dev.nodens.runtime.systemd;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.types.UInt16;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/**
 * Values in GVariant's text format, as far as they are basic ones and lists of them: {@code 'word'}, {@code true}, {@code 3},
 * {@code uint64 3}, {@code @t 3}, {@code ['a', 'b']}. A number without a type is an int32, or a double where it has a point.
 */
final class VariantText {

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("boolean", "b"),
            Map.entry("byte", "y"),
            Map.entry("int16", "n"),
            Map.entry("uint16", "q"),
            Map.entry("int32", "i"),
            Map.entry("uint32", "u"),
            Map.entry("int64", "x"),
            Map.entry("uint64", "t"),
            Map.entry("double", "d"),
            Map.entry("string", "s"),
            Map.entry("objectpath", "o"));

    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(?<mark>[\\[\\],])|@(?<type>a?[bynqiuxtdso])\\b|(?<word>[a-z]+[0-9]*)"
                    + "|(?<number>[-+]?(?:0x[0-9a-fA-F]+|[0-9]+(?:\\.[0-9]+)?(?:e[-+]?[0-9]+)?))"
                    + "|'(?<single>(?:[^'\\\\]|\\\\.)*)'|\"(?<double>(?:[^\"\\\\]|\\\\.)*)\")\\s*");

    private final Matcher tokens;
    private int at;

    private VariantText(String text) {
        tokens = TOKEN.matcher(text);
    }

    /**
     * The value that a text stands for.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Variant<?> parse(String text) {
        VariantText parser = new VariantText(text);
        Typed value = parser.value(null);
        if (parser.at < text.length()) {
            throw new IllegalArgumentException("has more after its end");
        }
        return new Variant<>(value.value, value.type);
    }

    private record Typed(Object value, String type) {}

    /**
     * @param type that an annotation before it names, or the list around it
     */
    private Typed value(@Nullable String type) {
        next();
        if (tokens.group("type") != null) {
            return value(tokens.group("type"));
        }
        if ("[".equals(tokens.group("mark"))) {
            return list(type);
        }
        String word = tokens.group("word");
        if (word != null && TYPES.containsKey(word)) {
            return value(TYPES.get(word));
        }
        return literal(type);
    }

    private Typed list(@Nullable String type) {
        @Nullable String each = type == null ? null : element(type);
        List<Object> values = new ArrayList<>();
        do {
            Typed value = value(each);
            each = value.type;
            values.add(value.value);
            next();
        } while (",".equals(tokens.group("mark")));
        if (!"]".equals(tokens.group("mark"))) {
            throw new IllegalArgumentException("has a list that does not end");
        }
        return new Typed(values, "a" + each);
    }

    private static String element(String type) {
        if (!type.startsWith("a")) {
            throw new IllegalArgumentException("has a list where its type has none");
        }
        return type.substring(1);
    }

    private Typed literal(@Nullable String type) {
        String word = tokens.group("word");
        String number = tokens.group("number");
        String string = tokens.group("single") == null ? tokens.group("double") : tokens.group("single");
        if (word != null && (type == null || type.equals("b")) && (word.equals("true") || word.equals("false"))) {
            return new Typed(word.equals("true"), "b");
        }
        if (number != null) {
            String ofNumber = type == null ? (number.matches(".*[.e].*") && !number.contains("0x") ? "d" : "i") : type;
            return new Typed(number(number, ofNumber), ofNumber);
        }
        if (string != null && (type == null || type.equals("s") || type.equals("o"))) {
            String plain = string.replaceAll("\\\\(.)", "$1");
            return "o".equals(type) ? new Typed(new DBusPath(plain), "o") : new Typed(plain, "s");
        }
        throw new IllegalArgumentException("has a value of another type than it says");
    }

    private static Object number(String text, String type) {
        try {
            if (type.equals("d")) {
                return Double.valueOf(text);
            }
            BigInteger whole = text.contains("0x")
                    ? new BigInteger(text.replace("0x", ""), 16)
                    : new BigDecimal(text).toBigIntegerExact();
            return switch (type) {
                case "y" -> (byte) inRange(whole, 0, 0xff).intValue();
                case "n" -> whole.shortValueExact();
                case "q" -> new UInt16(inRange(whole, 0, 0xffff).intValue());
                case "i" -> whole.intValueExact();
                case "u" -> new UInt32(inRange(whole, 0, UInt32.MAX_VALUE).longValue());
                case "x" -> whole.longValueExact();
                case "t" -> new UInt64(whole);
                default -> throw new IllegalArgumentException("has a number where its type has none");
            };
        } catch (ArithmeticException | NumberFormatException outOfRange) {
            throw new IllegalArgumentException("has a number that its type does not hold", outOfRange);
        }
    }

    private static BigInteger inRange(BigInteger number, long least, long most) {
        if (number.compareTo(BigInteger.valueOf(least)) < 0 || number.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new ArithmeticException(number.toString());
        }
        return number;
    }

    private void next() {
        tokens.region(at, tokens.regionEnd());
        if (!tokens.lookingAt()) {
            throw new IllegalArgumentException("must be a value such as 'word', true, 3 or uint64 3");
        }
        at = tokens.end();
    }
}
