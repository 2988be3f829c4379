package dev.nodens.runtime.cgroup;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the Spec's figures, which are v1's, to what the kernel is told. All pure. */
final class Conversion {

    /** Nothing is to be written. */
    static final long UNSET = Long.MIN_VALUE;

    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;
    private static final long MAX_WEIGHT = 10_000;
    private static final int MAX_SWAPPINESS = 100;
    private static final int MIN_IO_WEIGHT = 10;
    private static final int MAX_IO_WEIGHT = 1000;

    private static final Pattern PAGE_SIZE = Pattern.compile("[1-9][0-9]{0,5}[KMG]B");

    private Conversion() {}

    static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    /**
     * The v2 weight (1 to 10000) of v1's shares (2 to 262144). The curve goes through (2, 1), (1024, 100) and
     * (262144, 10000), so that what the default shares are stays the default weight; runc 1.3.2 and crun 1.24 brought it in
     * place of a straight line, which made 39 of 1024.
     */
    static long weightOfShares(long shares) {
        if (shares <= MIN_SHARES) {
            return 1;
        }
        if (shares >= MAX_SHARES) {
            return MAX_WEIGHT;
        }
        double log = Math.log(shares) / Math.log(2);
        double exponent = (log * log + 125 * log) / 612.0 - 7.0 / 34.0;
        return (long) Math.ceil(Math.pow(10, exponent) - 1e-9);
    }

    /** What is given and not 0: runtimes, and those who write for them, take a 0 for "as it is" where it can't be a limit. */
    static Optional<Long> given(@Nullable Long value) {
        return Optional.ofNullable(value).filter(number -> number != 0);
    }

    /**
     * v2's swap limit counts swap alone, v1's and the Spec's counts memory and swap together; -1 = unlimited, 0 = not given.
     *
     * @param memory the limit that holds beside it
     */
    static long swapWithoutMemory(long memory, long swap) {
        checkSwap(memory, swap);
        if (swap == 0) {
            // v1 raises both when memory is set free
            return memory == -1 ? -1 : UNSET;
        }
        if (swap > 0 && memory == 0) {
            throw Refusal.invalid("memory.swap", swap, "must not be given without linux.resources.memory.limit");
        }
        return swap == -1 ? -1 : swap - memory;
    }

    /** Refuses a limit of both together that makes no sense beside the limit of memory; 0 = not given. */
    static void checkSwap(long memory, long swap) {
        if (swap < -1) {
            throw Refusal.invalid("memory.swap", swap, "must be -1 (unlimited) or a number of bytes");
        }
        if (swap > 0 && memory == -1) {
            throw Refusal.invalid("memory.swap", swap, "must not be given without linux.resources.memory.limit");
        }
        if (swap > 0 && swap < memory) {
            throw Refusal.invalid(
                    "memory.swap",
                    swap,
                    "must be at least linux.resources.memory.limit (" + memory + "): it counts both");
        }
    }

    /** memory.swappiness of v1. */
    static long swappiness(long given) {
        if (given < 0 || given > MAX_SWAPPINESS) {
            throw Refusal.invalid("memory.swappiness", given, "must be 0 to " + MAX_SWAPPINESS);
        }
        return given;
    }

    /** v2's io.weight (1 to 10000) of the Spec's weight (10 to 1000). */
    static long ioWeight(int weight) {
        if (weight < MIN_IO_WEIGHT || weight > MAX_IO_WEIGHT) {
            throw Refusal.invalid("blockIO.weight", weight, "must be " + MIN_IO_WEIGHT + " to " + MAX_IO_WEIGHT);
        }
        return 1 + (weight - MIN_IO_WEIGHT) * (MAX_WEIGHT - 1) / (MAX_IO_WEIGHT - MIN_IO_WEIGHT);
    }

    /**
     * What is written to pids.max. A limit of 0 means that no task can be added; the container's own process has to be there
     * first, and is cloned into the cgroup, so that 1 is what lets it be and nothing else.
     */
    static String pidsMaximum(long limit) {
        return limit < 0 ? "max" : Long.toString(Math.max(limit, 1));
    }

    /** A page size as control files spell it; it becomes part of a file's name. */
    static String pageSize(String size) {
        if (!PAGE_SIZE.matcher(size).matches()) {
            throw Refusal.invalid("hugepageLimits.pageSize", size, "must be a size such as \"2MB\" or \"1GB\"");
        }
        return size;
    }
}
