package dev.nodens.runtime.scheduling;

/** {@code linux.memoryPolicy.flags}: bits beside the mode of set_mempolicy(2). */
public enum MemoryPolicyFlag {
    MPOL_F_NUMA_BALANCING(1 << 13),
    MPOL_F_RELATIVE_NODES(1 << 14),
    MPOL_F_STATIC_NODES(1 << 15);

    private final int bit;

    MemoryPolicyFlag(int bit) {
        this.bit = bit;
    }

    public int bit() {
        return bit;
    }
}
