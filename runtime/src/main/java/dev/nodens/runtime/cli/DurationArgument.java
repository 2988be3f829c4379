package dev.nodens.runtime.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time as runc's callers write it: {@code 500ms}, {@code 5s}, {@code 1m30s}. */
final class DurationArgument implements ITypeConverter<Duration> {

    private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|h|m|s)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");

    @Override
    public Duration convert(String text) {
        Duration sum = Duration.ZERO;
        if (WHOLE.matcher(text).matches()) {
            Matcher part = PART.matcher(text);
            while (part.find()) {
                sum = sum.plus(length(Long.parseLong(part.group(1)), part.group(2)));
            }
        }
        if (sum.isZero()) {
            throw new TypeConversionException(
                    "\"" + text + "\" must be longer than 0, in h, m, s and ms such as 500ms or 1m30s");
        }
        return sum;
    }

    private static Duration length(long number, String unit) {
        return switch (unit) {
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMillis(number);
        };
    }
}
