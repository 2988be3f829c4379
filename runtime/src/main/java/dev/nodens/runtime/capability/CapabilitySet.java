package dev.nodens.runtime.capability;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A set of capabilities.
 *
 * @param mask bit n = capability n
 */
public record CapabilitySet(long mask) {

    public static final CapabilitySet EMPTY = new CapabilitySet(0);

    public static CapabilitySet of(Collection<Capability> capabilities) {
        long mask = 0;
        for (Capability capability : capabilities) {
            mask |= bit(capability);
        }
        return new CapabilitySet(mask);
    }

    public static CapabilitySet of(Capability... capabilities) {
        return of(Arrays.asList(capabilities));
    }

    /** Every capability that a kernel has.
     *
     * @param last what {@code /proc/sys/kernel/cap_last_cap} says
     */
    public static CapabilitySet upTo(int last) {
        return new CapabilitySet(last >= Long.SIZE - 1 ? -1 : (1L << (last + 1)) - 1);
    }

    public boolean contains(Capability capability) {
        return (mask & bit(capability)) != 0;
    }

    public CapabilitySet intersect(CapabilitySet other) {
        return new CapabilitySet(mask & other.mask);
    }

    public CapabilitySet union(CapabilitySet other) {
        return new CapabilitySet(mask | other.mask);
    }

    @Override
    public String toString() {
        return Arrays.stream(Capability.values())
                .filter(this::contains)
                .map(Capability::name)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static long bit(Capability capability) {
        return 1L << capability.number();
    }
}
