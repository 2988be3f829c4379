package dev.nodens.runtime.capability;

/**
 * A set of capabilities.
 *
 * @param mask bit n = capability n
 */
public record CapabilitySet(long mask) {

    public static final CapabilitySet EMPTY = new CapabilitySet(0);
}
