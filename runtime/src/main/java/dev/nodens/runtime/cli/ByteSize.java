package dev.nodens.runtime.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size as runc's callers write it: {@code 52428800}, {@code 50M}, {@code 1.5 GiB}; {@code -1} is unlimited. Units are powers of 1024. */
final class ByteSize implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?) ?([kmgtp]?)i?b?");
    private static final String UNITS = "kmgtp";
    private static final int BITS_A_UNIT = 10;

    @Override
    public Long convert(String text) {
        if (text.equals("-1")) {
            return -1L;
        }
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw refused(text);
        }
        int power = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << BITS_A_UNIT * power));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw refused(text);
        }
        return bytes.longValue();
    }

    private static TypeConversionException refused(String text) {
        return new TypeConversionException(
                "\"" + text + "\" must be a number of bytes such as 52428800 or 50M, or -1 for no limit");
    }
}
