package dev.nodens.runtime.scheduling;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Processors or memory nodes, each by its number.
 *
 * @param numbers never changed by who holds it
 */
public record NumberSet(BitSet numbers) {

    /** More than any kernel is built for: CONFIG_NR_CPUS has at most this, CONFIG_NODES_SHIFT less. */
    public static final int LIMIT = 8192;

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    public NumberSet {
        numbers = (BitSet) numbers.clone();
    }

    @Override
    public BitSet numbers() {
        return (BitSet) numbers.clone();
    }

    /**
     * Reads a list such as {@code 0-3,7}; blanks and extra commas mean nothing.
     *
     * @return empty where it is no such list, or names nothing, or a number of {@link #LIMIT} or more
     */
    public static Optional<NumberSet> parse(String list) {
        BitSet numbers = new BitSet();
        for (String part : list.split(",", -1)) {
            if (!part.isBlank() && !add(numbers, RANGE.matcher(part.strip()))) {
                return Optional.empty();
            }
        }
        return numbers.isEmpty() ? Optional.empty() : Optional.of(new NumberSet(numbers));
    }

    private static boolean add(BitSet numbers, Matcher range) {
        if (!range.matches()) {
            return false;
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        if (first > last || last >= LIMIT) {
            return false;
        }
        numbers.set(first, last + 1);
        return true;
    }

    /** The kernel's mask: words of 64 bits in host byte order, bit n of word w = number 64 w + n. */
    public byte[] mask() {
        long[] words = numbers.toLongArray();
        ByteBuffer mask = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.nativeOrder());
        mask.asLongBuffer().put(words);
        return mask.array();
    }
}
